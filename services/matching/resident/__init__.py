"""Every leaver in the memory of a process of its own: a new vacancy asks neither Elasticsearch nor the database whom it
may suit (docs/adr/0030)."""
