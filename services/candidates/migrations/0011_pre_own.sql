-- What a leaver has said for themself, on consent: interests, activities, occupations. It stands above what the school hands over.
ALTER TABLE leavers ADD COLUMN own jsonb;
