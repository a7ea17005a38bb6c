"""Companies, schools, importers and their API keys."""
