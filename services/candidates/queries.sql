-- name: open_import  -- one row for a new import and for the same one again; none when the id means another
INSERT INTO imports AS known (id, school, season, commits, file_hash, dropped_columns, created_at)
VALUES (%(id)s, %(school)s, %(season)s, %(commits)s, %(file_hash)s, %(dropped_columns)s, %(created_at)s)
ON CONFLICT (id) DO UPDATE SET id = known.id
WHERE (known.school, known.season, known.commits, known.dropped_columns)
    = (excluded.school, excluded.season, excluded.commits, excluded.dropped_columns)
    AND known.file_hash IS NOT DISTINCT FROM excluded.file_hash
RETURNING id, school, season, commits, dropped_columns, created_at, finished_at;

-- name: find_import  -- of this school; a trial run only while it lives
SELECT id, school, season, commits, dropped_columns, created_at, finished_at FROM imports
WHERE id = %(id)s AND school = %(school)s AND (commits OR created_at > %(trials_since)s);

-- name: lock_import  -- chunks of one import come one after the other
SELECT 1 FROM imports WHERE id = %(id)s FOR UPDATE;

-- name: lock_cohort  -- pushes and erasures of one school's season come one after the other
SELECT pg_advisory_xact_lock(hashtextextended(%(school)s::text || %(season)s, 0));

-- name: known_lines
SELECT line FROM import_rows WHERE import_id = %(id)s AND line = ANY(%(lines)s);

-- name: accepted_lines
SELECT key_digest, line FROM import_rows
WHERE import_id = %(id)s AND status = 'accepted' AND key_digest = ANY(%(digests)s);

-- name: erased_digests
SELECT key_digest FROM tombstones WHERE key_digest = ANY(%(digests)s);

-- name: upsert_leavers  -- returns the new and the changed ones; the same profile again writes nothing
INSERT INTO leavers (id, school, season, row_key, key_digest, profile, created_at, changed_at)
SELECT given.id, %(school)s, %(season)s, given.row_key, given.key_digest, given.profile, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s) AS given (id uuid, row_key text, key_digest text, profile jsonb)
ON CONFLICT (school, season, row_key) DO UPDATE
SET profile = excluded.profile || coalesce(leavers.own, '{}'), revision = leavers.revision + 1,
    changed_at = excluded.changed_at
WHERE excluded.profile IS NOT NULL
    AND leavers.profile IS DISTINCT FROM excluded.profile || coalesce(leavers.own, '{}')
RETURNING id, row_key, revision, profile;

-- name: change_own  -- nothing changes where nothing is new
UPDATE leavers SET own = %(own)s, profile = profile || %(fields)s, revision = revision + 1, changed_at = %(now)s
WHERE id = %(id)s AND profile IS NOT NULL AND (profile IS DISTINCT FROM profile || %(fields)s OR own IS DISTINCT FROM %(own)s)
RETURNING id, revision, profile;

-- name: has_place
SELECT profile ->> 'latitude' IS NOT NULL AS matchable FROM leavers WHERE id = %(id)s;

-- name: leaver_ids
SELECT key_digest, id FROM leavers WHERE key_digest = ANY(%(digests)s);

-- name: insert_rows
INSERT INTO import_rows (import_id, line, status, row_key, key_digest, leaver_id, errors, warnings)
SELECT %(id)s, given.* FROM jsonb_to_recordset(%(rows)s) AS given
    (line integer, status text, row_key text, key_digest text, leaver_id uuid, errors jsonb, warnings jsonb);

-- name: counts
SELECT count(*) AS read, count(*) FILTER (WHERE status = 'accepted') AS accepted,
    count(*) FILTER (WHERE status = 'rejected') AS rejected, count(*) FILTER (WHERE status = 'duplicate') AS duplicate
FROM import_rows WHERE import_id = %(id)s;

-- name: items
SELECT line, row_key, leaver_id, status, errors, warnings FROM import_rows WHERE import_id = %(id)s ORDER BY line;

-- name: finish_import  -- one row the first time, none after it
UPDATE imports SET finished_at = %(now)s WHERE id = %(id)s AND finished_at IS NULL RETURNING id;

-- name: count_told
SELECT (SELECT count(*) FROM leavers WHERE profile IS NOT NULL) + (SELECT count(*) FROM tombstones) AS leavers;

-- name: page_of_leavers
SELECT id, revision, profile FROM leavers WHERE profile IS NOT NULL AND id > %(after)s
ORDER BY id LIMIT %(limit)s FOR SHARE;

-- name: page_of_erased
SELECT leaver_id AS id, NULL AS revision, NULL AS profile FROM tombstones WHERE leaver_id > %(after)s
ORDER BY leaver_id LIMIT %(limit)s;

-- name: find_leaver
SELECT school, season FROM leavers WHERE id = %(id)s;

-- name: delete_leaver
DELETE FROM leavers WHERE id = %(id)s RETURNING revision, season, key_digest;

-- name: delete_rows_of  -- of every import, trial runs and refused rows too
DELETE FROM import_rows WHERE key_digest = %(key_digest)s;

-- name: insert_tombstone
INSERT INTO tombstones (leaver_id, season, key_digest, erased_at)
VALUES (%(id)s, %(season)s, %(key_digest)s, %(now)s);

-- name: delete_events_of  -- outbox rows that speak of this leaver alone
DELETE FROM outbox WHERE subjects @> ARRAY[%(id)s::text] AND subjects <@ ARRAY[%(id)s::text, subject];

-- name: rewrite_batches_of  -- batches, sent or not: without this leaver's item
UPDATE outbox SET
    subjects = array_remove(subjects, %(id)s::text),
    body = jsonb_set(body::jsonb, '{data,items}', (
        SELECT jsonb_agg(item ORDER BY place)
        FROM jsonb_array_elements(body::jsonb #> '{data,items}') WITH ORDINALITY AS listed (item, place)
        WHERE item ->> 'leaver_id' <> %(id)s::text
    ))::text
WHERE subjects @> ARRAY[%(id)s::text];

-- name: delete_inbox_of
DELETE FROM inbox WHERE subject = %(id)s::text;

-- name: take_turn  -- one row for the one instance whose turn it is
INSERT INTO timer_turns (timer, turn) VALUES (%(timer)s, %(turn)s) ON CONFLICT DO NOTHING RETURNING turn;

-- name: forget_turns
DELETE FROM timer_turns WHERE turn < %(before)s;

-- name: delete_trials
DELETE FROM imports WHERE NOT commits AND created_at <= %(before)s;

-- name: page_of_school
SELECT id AS leaver_id, row_key FROM leavers
WHERE school = %(school)s AND season = %(season)s AND (%(after)s::uuid IS NULL OR id > %(after)s)
ORDER BY id LIMIT %(limit)s;

-- name: begin_erasures
INSERT INTO erasures (leaver_id, item, receipt, asked_at, said_at, waiting)
SELECT leaver, gen_random_uuid(), %(receipt)s, %(now)s, %(now)s, %(parts)s FROM unnest(%(leavers)s::uuid[]) AS leaver
ON CONFLICT (leaver_id) DO UPDATE SET item = excluded.item, round = 1, said_at = excluded.said_at,
    waiting = excluded.waiting, completed_at = NULL;

-- name: items_of_erasures
SELECT leaver_id, item FROM erasures WHERE leaver_id = ANY(%(leavers)s) ORDER BY leaver_id;

-- name: erasures_answered  -- an answer to an earlier round is of an item that is no longer there
UPDATE erasures SET waiting = array_remove(waiting, %(part)s)
WHERE item = ANY(%(items)s) AND completed_at IS NULL AND %(part)s = ANY(waiting)
RETURNING leaver_id, item, round, waiting;

-- name: second_round
UPDATE erasures SET item = given.item, round = 2, waiting = %(parts)s, said_at = %(now)s
FROM unnest(%(leavers)s::uuid[], %(items)s::uuid[]) AS given (leaver, item) WHERE leaver_id = given.leaver;

-- name: wait_for
UPDATE erasures SET waiting = %(parts)s WHERE leaver_id = ANY(%(leavers)s);

-- name: waiting_for
SELECT leaver_id FROM erasures WHERE completed_at IS NULL AND waiting = %(parts)s::text[];

-- name: late_erasures
UPDATE erasures SET said_at = %(now)s
WHERE completed_at IS NULL AND said_at <= %(before)s AND NOT 'queues' = ANY(waiting) RETURNING leaver_id;

-- name: complete_erasures
UPDATE erasures SET waiting = '{}', completed_at = %(now)s WHERE leaver_id = ANY(%(leavers)s);

-- name: which_are_erased
SELECT leaver_id FROM tombstones WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: find_receipt
SELECT asked_at, completed_at, waiting FROM erasures WHERE receipt = %(receipt)s;

-- name: page_of_erasures
SELECT leaver_id, season, key_digest, erased_at, completed_at, coalesce(waiting, '{}') AS waiting
FROM tombstones LEFT JOIN erasures USING (leaver_id)
WHERE leaver_id > %(after)s AND (NOT %(open_only)s OR (item IS NOT NULL AND completed_at IS NULL))
ORDER BY leaver_id LIMIT %(limit)s;

-- name: keep_tombstones
INSERT INTO tombstones (leaver_id, season, key_digest, erased_at)
SELECT leaver_id, season, key_digest, erased_at FROM jsonb_to_recordset(%(rows)s)
    AS given (leaver_id uuid, season text, key_digest text, erased_at timestamptz)
ON CONFLICT DO NOTHING;

-- name: my_erasures
SELECT pg_try_advisory_xact_lock(727421) AS mine;

-- name: oldest_open
SELECT coalesce(extract(epoch FROM now() - min(asked_at)), 0) AS age FROM erasures WHERE completed_at IS NULL;

-- name: export_leaver
SELECT jsonb_build_object(
    'leavers', (SELECT jsonb_agg(to_jsonb(l) - 'key_digest') FROM leavers AS l WHERE id = %(leaver)s),
    'import_rows', (SELECT jsonb_agg(to_jsonb(r) - '{key_digest,leaver_id}'::text[]) FROM import_rows AS r WHERE leaver_id = %(leaver)s),
    'outbox', (SELECT jsonb_agg(to_jsonb(o) - '{body,subjects,subject}'::text[]) FROM outbox AS o WHERE subjects @> ARRAY[%(leaver)s::text]),
    'inbox', (SELECT jsonb_agg(to_jsonb(i) - 'subject') FROM inbox AS i WHERE subject = %(leaver)s::text)
) AS held;

-- name: retain_lock
SELECT pg_try_advisory_xact_lock(727422) AS mine;

-- name: past_season  -- three months after 30 September
SELECT id FROM leavers WHERE make_date(season::integer, 12, 30) <= %(now)s::date ORDER BY id LIMIT %(limit)s;

-- name: retain_imports
DELETE FROM imports WHERE make_date(season::integer, 12, 30) <= %(now)s::date;

-- name: retain_tombstones  -- erasures go with them
DELETE FROM tombstones WHERE make_date(season::integer, 12, 30) <= %(now)s::date
    AND erased_at < %(now)s - interval '90 days'
    AND NOT EXISTS (SELECT FROM erasures WHERE erasures.leaver_id = tombstones.leaver_id AND completed_at IS NULL);

-- name: count_past_season
SELECT count(*) AS rows FROM leavers WHERE make_date(season::integer, 12, 30) <= %(now)s::date;
