"""Search: the two indices, their projection in PostgreSQL, and the knowledge of occupations."""
