"""Every leaver and every vacancy in the memory of a process of its own: for a new vacancy neither Elasticsearch nor the
database is asked whom it may suit, nor what is on these leavers' lists (docs/adr/0030)."""
