-- `changed` is the transaction that has written a row last: a process that keeps leavers in memory (docs/adr/0030) asks
-- for those written since it last looked. A trigger, so that no statement can forget it.
ALTER TABLE leavers ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX leavers_changed ON leavers (changed);
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER leavers_change BEFORE INSERT OR UPDATE ON leavers FOR EACH ROW EXECUTE FUNCTION note_change();
