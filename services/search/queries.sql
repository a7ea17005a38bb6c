-- name: handled
SELECT 1 FROM inbox WHERE consumer = %(consumer)s AND event_id = %(event_id)s;

-- name: project
-- Takes what is newer than what we have; the conflicting row is locked while it is compared. An erased
-- leaver never returns, whatever revision comes later; a withdrawn vacancy may be opened again. Our version
-- starts at the source's revision and so is never above it: a row that was lost and is told again (resync)
-- has a version the index accepts.
INSERT INTO projection AS mine (kind, id, source_revision, document_version, tombstone, body)
SELECT %(kind)s, new.id, new.revision, new.revision, new.body IS NULL, new.body
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (id uuid, revision bigint, body jsonb)
ORDER BY new.id
ON CONFLICT (kind, id) DO UPDATE SET
    source_revision = greatest(mine.source_revision, excluded.source_revision),
    document_version = mine.document_version + 1,
    tombstone = excluded.tombstone,
    body = excluded.body,
    changed_at = now()
WHERE CASE mine.kind
    WHEN 'candidate' THEN NOT mine.tombstone
        AND (excluded.tombstone OR excluded.source_revision > mine.source_revision)
    ELSE excluded.source_revision > mine.source_revision
END
RETURNING id, document_version;

-- name: projected
SELECT id, source_revision, document_version, body FROM projection
WHERE kind = %(kind)s AND id = ANY(%(ids)s) ORDER BY id;

-- name: page
SELECT id, source_revision, document_version, body FROM projection
WHERE kind = %(kind)s AND id > %(after)s AND (%(since)s::timestamptz IS NULL OR changed_at >= %(since)s)
ORDER BY id LIMIT %(limit)s;

-- name: now
SELECT now() AS now;

-- name: rows
SELECT count(*) AS rows FROM projection
WHERE kind = %(kind)s AND (%(since)s::timestamptz IS NULL OR changed_at >= %(since)s);

-- name: lock_rebuild
SELECT pg_try_advisory_lock(727403, ascii(%(kind)s)) AS locked;

-- name: rebuild_runs
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 727403 AND objid = ascii(%(kind)s) AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());

-- name: note_rebuild
INSERT INTO rebuilds (kind, id, state) VALUES (%(kind)s, %(id)s, %(state)s)
ON CONFLICT (kind) DO UPDATE SET id = excluded.id, state = excluded.state;

-- name: find_rebuild
SELECT state FROM rebuilds WHERE kind = %(kind)s;

-- name: claim_night
INSERT INTO index_checks (kind, night) VALUES (%(kind)s, %(night)s)
ON CONFLICT (kind) DO UPDATE SET night = excluded.night WHERE index_checks.night < excluded.night
RETURNING 1 AS claimed;

-- name: note_check
UPDATE index_checks SET checked_at = now(), documents = %(documents)s, differences = %(differences)s
WHERE kind = %(kind)s;

-- name: checks
SELECT kind, checked_at, differences FROM index_checks WHERE checked_at IS NOT NULL;

-- name: forget_sent
-- Events that named an erased leaver: those sent, and those about nobody else.
DELETE FROM outbox WHERE subjects && %(subjects)s::text[]
    AND (published_at IS NOT NULL OR subjects <@ %(subjects)s::text[]);

-- name: forget_pending
-- Batches not yet sent lose the erased leavers' items.
UPDATE outbox SET
    subjects = (SELECT coalesce(array_agg(s), '{}') FROM unnest(subjects) s WHERE s <> ALL(%(subjects)s::text[])),
    body = jsonb_set(body::jsonb, '{data,items}', (
        SELECT coalesce(jsonb_agg(item), '[]')
        FROM jsonb_array_elements(body::jsonb #> '{data,items}') AS item
        WHERE item #>> '{document,id}' <> ALL(%(subjects)s::text[])
    ))::text
WHERE subjects && %(subjects)s::text[] AND published_at IS NULL;

-- name: forget_emptied
DELETE FROM outbox WHERE published_at IS NULL AND body::jsonb #> '{data,items}' = '[]'::jsonb;

-- name: forget_inbox
DELETE FROM inbox WHERE subject = ANY(%(subjects)s::text[]);

-- name: note_asked
INSERT INTO asked (day, text, latitude, longitude, outcome, times)
SELECT * FROM unnest(
    %(days)s::date[], %(texts)s::text[], %(latitudes)s::numeric[], %(longitudes)s::numeric[], %(outcomes)s::text[],
    %(times)s::integer[]
) ORDER BY 2, 1, 5, 3, 4
ON CONFLICT (day, text, latitude, longitude, outcome) DO UPDATE SET times = asked.times + excluded.times;

-- name: forget_asked  (all that is old; of what hardly anybody asked, all that is not new)
DELETE FROM asked WHERE day < %(before)s OR (day < %(rare_before)s AND text IN (
    SELECT text FROM asked GROUP BY text HAVING sum(times) < %(rare)s
));

-- name: count_asked  (most frequent first)
SELECT text, sum(times)::integer AS times, count(DISTINCT day)::integer AS days FROM asked
WHERE day >= %(since)s AND (outcome IN ('nothing', 'failed') OR NOT %(zero)s)
GROUP BY text HAVING sum(times) >= %(least)s ORDER BY times DESC, text LIMIT %(limit)s;

-- name: accept_aliases
INSERT INTO aliases (name, occupations)
SELECT name, occupations FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (name text, occupations text[])
ON CONFLICT (name) DO UPDATE SET occupations = excluded.occupations, accepted_at = now();

-- name: aliases
SELECT name, occupations FROM aliases ORDER BY name;

-- name: export_leaver
SELECT jsonb_build_object(
    'projection', (SELECT jsonb_agg(to_jsonb(p) - 'id') FROM projection AS p WHERE kind = 'candidate' AND id = %(leaver)s),
    'outbox', (SELECT jsonb_agg(to_jsonb(o) - '{body,subjects,subject}'::text[]) FROM outbox AS o WHERE subjects @> ARRAY[%(leaver)s::text]),
    'inbox', (SELECT jsonb_agg(to_jsonb(i) - 'subject') FROM inbox AS i WHERE subject = %(leaver)s::text)
) AS held;

-- name: retain_lock
SELECT pg_try_advisory_xact_lock(727422) AS mine;

-- name: retain_tombstones
DELETE FROM projection WHERE kind = 'candidate' AND tombstone AND changed_at < %(now)s - interval '180 days';
