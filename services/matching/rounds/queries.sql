-- name: enter_alone
-- Waits for every transaction of a handler that is under way; those that come later see what we commit.
SELECT pg_advisory_xact_lock(727411);

-- name: lock_round
-- While the connection lives: there is one process at a time.
SELECT pg_try_advisory_lock(727412) AS locked;

-- name: round_runs
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = 727412 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());

-- name: claim_night
INSERT INTO round_nights (night) VALUES (%(night)s) ON CONFLICT DO NOTHING RETURNING 1 AS claimed;

-- name: retired
-- Rounds that are out of use and older than those kept for audit.
SELECT id, slot FROM rounds WHERE state = 'past' AND slot IS NOT NULL ORDER BY id DESC OFFSET %(keep)s;

-- name: clear_slot
TRUNCATE offered_{slot}, lists_{slot}, holders_{slot};

-- name: forget_slot
UPDATE rounds SET slot = NULL WHERE id = %(id)s;

-- name: forget_parts
DELETE FROM round_parts WHERE round = %(id)s;

-- name: begin
INSERT INTO rounds (slot, rules_version, weights, reference, seed, parts)
SELECT slot, %(rules_version)s, %(weights)s, %(reference)s, %(seed)s, %(parts)s
FROM generate_series(0, 3) AS slot
WHERE NOT EXISTS (SELECT FROM rounds WHERE rounds.slot = slot.slot) ORDER BY slot LIMIT 1
RETURNING *;

-- name: unfinished
SELECT * FROM rounds WHERE state = 'running' OR (state = 'current' AND settled_at IS NULL) ORDER BY id DESC LIMIT 1;

-- name: find
SELECT * FROM rounds WHERE id = %(id)s;

-- name: current
SELECT * FROM rounds WHERE state = 'current';

-- name: resume
UPDATE rounds SET attempts = attempts + 1 WHERE id = %(id)s;

-- name: strip
-- A round whose rules are not ours any more is not gone on with.
UPDATE rounds SET state = 'past', slot = NULL, settled_at = now() WHERE id = %(id)s;

-- name: any_unpacked
SELECT EXISTS (SELECT FROM leavers WHERE profile IS NOT NULL AND reference IS DISTINCT FROM %(reference)s) AS leavers,
       EXISTS (SELECT FROM vacancies WHERE open AND reference IS DISTINCT FROM %(reference)s) AS vacancies;

-- name: unpacked_leavers
SELECT id::text, profile FROM leavers
WHERE profile IS NOT NULL AND reference IS DISTINCT FROM %(reference)s AND id > %(after)s ORDER BY id LIMIT %(limit)s;

-- name: unpacked_vacancies
SELECT id::text, document FROM vacancies
WHERE open AND reference IS DISTINCT FROM %(reference)s AND id > %(after)s ORDER BY id LIMIT %(limit)s;

-- name: pack_leavers
UPDATE leavers SET packed = new.packed, reference = %(reference)s
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, packed bytea, profile jsonb)
WHERE leavers.id = new.id AND leavers.profile = new.profile;

-- name: pack_vacancies
UPDATE vacancies SET packed = new.packed, reference = %(reference)s
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, packed bytea, document jsonb)
WHERE vacancies.id = new.id AND vacancies.document = new.document;

-- name: read_leavers
COPY (
    SELECT id, packed FROM leavers WHERE latitude IS NOT NULL AND NOT erased AND reference = {reference}
) TO STDOUT (FORMAT binary);

-- name: read_vacancies
-- With the price an earlier round ended with, if it knew the vacancy.
COPY (
    SELECT v.id, v.packed, o.price FROM vacancies AS v
    LEFT JOIN offered AS o ON o.slot = {slot} AND o.vacancy_id = v.id
    WHERE v.open AND v.reference = {reference}
) TO STDOUT (FORMAT binary);

-- name: read_offered
-- The vacancies a round has begun with that are still open, as it knows them.
COPY (
    SELECT v.id, v.packed, o.began_with, o.price, o.number FROM vacancies AS v
    JOIN offered AS o ON o.slot = {slot} AND o.vacancy_id = v.id
    WHERE v.open AND v.reference = {reference}
) TO STDOUT (FORMAT binary);

-- name: write_offered
COPY offered_{slot} (slot, number, vacancy_id, began_with, price) FROM STDIN (FORMAT binary);

-- name: write_lists
COPY lists_{slot} (slot, part, leaver_id, latitude, shown, discoveries, care, worst, kept) FROM STDIN (FORMAT binary);

-- name: write_holders
COPY holders_{slot} (slot, part, number, leavers) FROM STDIN (FORMAT binary);

-- name: priced
UPDATE rounds SET priced_at = now(), warm = %(warm)s, leavers = %(leavers)s, vacancies = %(vacancies)s,
    inputs = %(inputs)s, bounds = %(bounds)s WHERE id = %(id)s;

-- name: finished_parts
SELECT part FROM round_parts WHERE round = %(id)s;

-- name: erased_since
SELECT id::text FROM leavers WHERE erased AND touched >= %(id)s;

-- name: finish_part
INSERT INTO round_parts (round, part, leavers) VALUES (%(id)s, %(part)s, %(leavers)s);

-- name: leave
UPDATE rounds SET state = 'past' WHERE state = 'current';

-- name: switch
UPDATE rounds SET state = 'current', switched_at = now(), outcome = %(outcome)s, reach = %(reach)s WHERE id = %(id)s;

-- name: settle
UPDATE rounds SET settled_at = now() WHERE id = %(id)s;

-- name: touched_vacancies
-- Those that came, changed or went after a round had begun.
SELECT id::text, open, (document->>'places')::integer AS places FROM vacancies WHERE touched >= %(id)s AND id > %(after)s ORDER BY id LIMIT %(limit)s;

-- name: read_roster
-- Leavers with a place and what is noted of their lists; every type is given, for we read the bytes.
COPY (
    SELECT l.id, l.packed,
           CASE WHEN l.own_round >= {round} THEN coalesce(l.worst, '-Infinity') ELSE coalesce(b.worst, '-Infinity') END,
           CASE WHEN l.own_round >= {round} THEN l.discoveries ELSE coalesce(b.discoveries, 0::smallint) END,
           CASE WHEN l.own_round >= {round} THEN l.care ELSE coalesce(b.care, 0::smallint) END,
           l.revision
    FROM leavers AS l LEFT JOIN lists AS b ON b.slot = {slot} AND b.leaver_id = l.id AND l.own_round < {round}
    WHERE l.latitude IS NOT NULL AND NOT l.erased AND l.reference = {reference}
) TO STDOUT (FORMAT binary);

-- name: read_offers
-- Vacancies that are open, and those that lists of the round in use may still name.
COPY (
    SELECT v.id, CASE WHEN v.open AND v.reference = {reference} THEN v.packed END,
           coalesce(o.price, v.price, 0)::double precision, coalesce(o.number, -1), v.open
    FROM vacancies AS v LEFT JOIN offered AS o ON o.slot = {slot} AND o.vacancy_id = v.id
    WHERE v.open OR o.number IS NOT NULL
) TO STDOUT (FORMAT binary);

-- name: count_touched
SELECT (SELECT count(*) FROM leavers WHERE touched >= %(id)s) AS leavers,
       (SELECT count(*) FROM vacancies WHERE touched >= %(id)s) AS vacancies;

-- name: outdated
-- Leavers with lists of their own from before the current round.
SELECT id::text FROM leavers WHERE kept >= 0 AND own_round < %(id)s AND id > %(after)s
ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

-- name: drop_holders
DELETE FROM own_holders WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: drop_lists
UPDATE leavers SET own = NULL, shown = 0, kept = -1, discoveries = 0, care = 0, worst = NULL
WHERE id = ANY(%(ids)s::uuid[]);

-- name: read_lists
-- For a replay: what a round has written, in the order of leavers.
COPY (
    SELECT leaver_id, shown, kept FROM lists WHERE slot = {slot} ORDER BY leaver_id
) TO STDOUT (FORMAT binary);
