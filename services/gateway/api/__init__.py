"""The JSON API (docs: /api/docs). Routes translate; the services decide."""
