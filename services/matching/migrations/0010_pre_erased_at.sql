-- When a leaver was erased: the empty row is forgotten once no late message can need it.
ALTER TABLE leavers ADD COLUMN erased_at timestamptz;
UPDATE leavers SET erased_at = now() WHERE erased;
