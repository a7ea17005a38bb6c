"""Plain German pages, server-rendered."""
