"""Notice and action: what people report about vacancies, and what a coordinator answers (docs/adr/0035)."""
