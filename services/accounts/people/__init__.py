"""People of companies, schools and regions, who sign in by a link in a mail (docs/adr/0032)."""
