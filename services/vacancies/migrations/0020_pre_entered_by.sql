-- Which guild or chamber entered a vacancy for its company, and which wrote last (docs/adr/0048); empty: the company itself.
ALTER TABLE vacancies ADD COLUMN entered_by text, ADD COLUMN changed_by text;
