"""From a free text to occupations and activities, in memory, in milliseconds."""
