"""Outbox and inbox: what is said goes out once the state is committed, and takes effect once."""
