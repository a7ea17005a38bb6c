-- What people who run Heimvorteil have done, without content (docs/adr/0044). One table for the installation: a service
-- writes within the transaction of the act, accounts reads, and nobody changes or removes a row within three years.
CREATE TABLE acts (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    account uuid,
    actor   uuid,
    role    text NOT NULL,
    "right" text NOT NULL,
    action  text NOT NULL,
    kind    text NOT NULL,
    subject text,
    kreis   text,
    outcome text NOT NULL CHECK (outcome IN ('begun', 'done', 'failed')),
    count   bigint,
    -- words and ids only: no name, no sentence and no address fits
    CHECK (role ~ '^[a-z_]{1,40}$' AND "right" ~ '^[a-z._]{1,40}$' AND action ~ '^[a-z_]{1,40}$'
           AND kind ~ '^[a-z_]{1,40}$' AND subject ~ '^[a-z0-9._-]{1,80}$' AND kreis ~ '^[0-9]{5}$')
);
CREATE INDEX acts_at ON acts (at);
CREATE INDEX acts_kreis ON acts (kreis, id) WHERE kreis IS NOT NULL;

-- Which rights on the table each role has is said in services/console/migrate.py; which rows it may delete is said here.
ALTER TABLE acts ENABLE ROW LEVEL SECURITY;
CREATE POLICY append ON acts FOR INSERT WITH CHECK (true);
CREATE POLICY look ON acts FOR SELECT USING (true);
CREATE POLICY three_years ON acts FOR DELETE USING (at < now() - interval '3 years');

-- Runs with the rights of whoever calls it; the time and the number of a row are the database's, never the caller's.
CREATE FUNCTION note(act jsonb) RETURNS void LANGUAGE sql SET search_path = audit AS $$
    INSERT INTO acts (account, actor, role, "right", action, kind, subject, kreis, outcome, count)
    SELECT account, actor, role, "right", action, kind, subject, kreis, outcome, count
    FROM jsonb_to_record(act) AS said (account uuid, actor uuid, role text, "right" text, action text, kind text,
                                       subject text, kreis text, outcome text, count bigint)
$$;
