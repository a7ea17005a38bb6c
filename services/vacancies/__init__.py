"""Vacancies: accepted, checked, changed, closed and expired; each change is told by an event."""
