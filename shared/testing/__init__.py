"""Fixtures on real servers and the waiting they need."""
