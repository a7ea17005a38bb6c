"""Who is shown what: for those who look after a region, and for the reason "shown to few"."""
