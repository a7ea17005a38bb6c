"""Mandates: a guild or chamber writes for companies that have allowed it (docs/adr/0048)."""
