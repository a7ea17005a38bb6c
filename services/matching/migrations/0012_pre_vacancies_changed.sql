-- As of leavers (0004): the transaction that has written a row last.
ALTER TABLE vacancies ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX vacancies_changed ON vacancies (changed);
CREATE TRIGGER vacancies_change BEFORE INSERT OR UPDATE ON vacancies FOR EACH ROW EXECUTE FUNCTION note_change();
ANALYZE vacancies;
