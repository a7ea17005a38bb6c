-- name: handled
SELECT 1 FROM inbox WHERE consumer = %(consumer)s AND event_id = %(event_id)s;

-- name: enter
-- Every transaction on features or lists, those that change them above all: a round begins and is put in use between two
-- of them. Its statements are planned once for all their values: to plan one anew takes longer than most of them do.
-- Where `again`, nobody waits for the disk.
SELECT pg_advisory_xact_lock_shared(727411), set_config('plan_cache_mode', 'force_generic_plan', true),
       pg_current_xact_id(), set_config('synchronous_commit', CASE WHEN %(again)s THEN 'off'
                                        ELSE current_setting('synchronous_commit') END, true);

-- name: whole
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;

-- name: standing
-- The round whose lists are in use (0: none), where they are, and the newest that has begun.
SELECT coalesce(max(id) FILTER (WHERE state = 'current'), 0) AS round, coalesce(max(id), 0) AS newest,
       max(slot) FILTER (WHERE state = 'current') AS slot, max(reach) FILTER (WHERE state = 'current') AS reach,
       pg_current_xact_id_if_assigned()::text::bigint AS transaction
FROM rounds;

-- name: count_leavers
SELECT count(*) AS count FROM leavers WHERE latitude IS NOT NULL AND NOT erased;

-- name: upsert_vacancies
-- Rows in the order of their ids, so that two events never wait for each other in a circle.
INSERT INTO vacancies (id, revision, open, occupation, employer, latitude, longitude, level, strict, start_year,
                       flexible, lesser_known, document, packed, price, reference, touched)
SELECT id, revision, true, occupation, employer, latitude, longitude, level, strict, start_year, flexible,
       lesser_known, document, packed, price, %(reference)s, (SELECT coalesce(max(rounds.id), 0) FROM rounds)
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, revision bigint, occupation text, employer text,
     latitude double precision, longitude double precision, level smallint, strict boolean, start_year smallint,
     flexible boolean, lesser_known boolean, document jsonb, packed bytea, price real)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, open = true, occupation = excluded.occupation,
    employer = excluded.employer, latitude = excluded.latitude, longitude = excluded.longitude,
    level = excluded.level, strict = excluded.strict, start_year = excluded.start_year,
    flexible = excluded.flexible, lesser_known = excluded.lesser_known, document = excluded.document,
    packed = excluded.packed, price = excluded.price, reference = excluded.reference, touched = excluded.touched
WHERE vacancies.revision < excluded.revision OR (vacancies.revision = excluded.revision AND vacancies.open)
RETURNING id::text;

-- name: alike
-- For each asked place the nearest open vacancies of an occupation in a box around it, on a plane, with the price of the
-- round in use, or what they cost until there is one. It is asked for vacancy by vacancy: joined, all would be read.
SELECT asked.n, near.latitude, near.longitude,
       coalesce((SELECT o.price FROM offered AS o WHERE o.slot = %(slot)s AND o.vacancy_id = near.id),
                (SELECT v.price FROM vacancies AS v WHERE v.id = near.id)) AS price
FROM jsonb_to_recordset(%(asked)s) AS asked (n integer, occupation text, south double precision,
     north double precision, west double precision, east double precision)
CROSS JOIN LATERAL (
    SELECT v.id, v.latitude, v.longitude FROM vacancies AS v
    WHERE v.open AND v.occupation = asked.occupation AND v.latitude BETWEEN asked.south AND asked.north
      AND v.longitude BETWEEN asked.west AND asked.east
    ORDER BY ((2 * v.latitude - asked.south - asked.north) / (asked.north - asked.south)) ^ 2
           + ((2 * v.longitude - asked.west - asked.east) / (asked.east - asked.west)) ^ 2, v.id
    LIMIT %(most)s
) AS near;

-- name: close_vacancies
INSERT INTO vacancies (id, revision, open, touched)
SELECT id, revision, false, (SELECT coalesce(max(rounds.id), 0) FROM rounds) FROM unnest(%(ids)s::uuid[], %(revisions)s::bigint[]) AS gone (id, revision) ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, open = false, occupation = NULL, employer = NULL,
    latitude = NULL, longitude = NULL, level = NULL, strict = NULL, start_year = NULL, flexible = NULL,
    lesser_known = NULL, document = NULL, packed = NULL, touched = excluded.touched
WHERE vacancies.revision <= excluded.revision
RETURNING id::text;

-- name: upsert_leavers
INSERT INTO leavers (id, revision, profile, latitude, longitude, radius_km, packed, reference, kept, touched)
SELECT id, revision, profile, (profile->>'latitude')::double precision, (profile->>'longitude')::double precision,
       (profile->>'radius_km')::real, packed, %(reference)s, %(kept)s, (SELECT coalesce(max(rounds.id), 0) FROM rounds)
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, revision bigint, profile jsonb, packed bytea)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, profile = excluded.profile,
    latitude = excluded.latitude, longitude = excluded.longitude, radius_km = excluded.radius_km,
    packed = excluded.packed, reference = excluded.reference, touched = excluded.touched
WHERE NOT leavers.erased AND leavers.revision <= excluded.revision
RETURNING id::text;

-- name: erase_leavers
INSERT INTO leavers (id, revision, erased, erased_at, touched)
SELECT id, revision, true, now(), (SELECT coalesce(max(rounds.id), 0) FROM rounds)
FROM unnest(%(ids)s::uuid[], %(revisions)s::bigint[]) AS gone (id, revision) ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, erased = true, erased_at = now(), profile = NULL, latitude = NULL,
    longitude = NULL, radius_km = NULL, own = NULL, shown = 0, kept = 0, discoveries = 0, care = 0, worst = NULL,
    packed = NULL, touched = excluded.touched;

-- name: forget_holders
-- Of every round that is kept.
UPDATE holders SET leavers = ARRAY(SELECT one FROM unnest(holders.leavers) AS one WHERE one <> ALL(%(ids)s::uuid[]))
FROM (SELECT DISTINCT slot, part, unnest(kept[1:shown]) AS number FROM lists
      WHERE leaver_id = ANY(%(ids)s::uuid[])) AS gone
WHERE holders.slot = gone.slot AND holders.part = gone.part AND holders.number = gone.number;

-- name: forget_lists
DELETE FROM lists WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: delete_holders_of
DELETE FROM own_holders WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: forget_sent
-- What is sent is history; what is not yet sent loses the erased leavers.
DELETE FROM outbox WHERE subjects && %(ids)s::text[] AND published_at IS NOT NULL;

-- name: forget_unsent
SELECT seq, body FROM outbox WHERE subjects && %(ids)s::text[] AND published_at IS NULL ORDER BY seq FOR UPDATE;

-- name: rewrite_unsent
UPDATE outbox SET body = %(body)s, subjects = %(subjects)s WHERE seq = %(seq)s;

-- name: delete_unsent
DELETE FROM outbox WHERE seq = %(seq)s;

-- name: forget_handled
DELETE FROM inbox WHERE subject = ANY(%(ids)s::text[]) AND event_id <> %(event_id)s;

-- name: leavers
-- With what is noted of each list, whoever has made it: the service since (own) or the round.
-- Of a profile only what is needed: the packed features, or where they are of other occupations the whole.
-- Here and below `OFFSET 0` keeps the planner from joining whole tables of a round: it would until they have statistics.
SELECT l.id::text, l.revision, CASE WHEN l.reference = %(reference)s THEN l.packed END AS packed,
       CASE WHEN l.reference IS DISTINCT FROM %(reference)s THEN l.profile END AS profile,
       CASE WHEN l.own_round >= %(round)s THEN l.kept ELSE coalesce(cardinality(b.kept), 0) END AS kept,
       CASE WHEN l.own_round >= %(round)s THEN l.discoveries ELSE coalesce(b.discoveries, 0) END AS discoveries,
       CASE WHEN l.own_round >= %(round)s THEN l.care ELSE coalesce(b.care, 0) END AS care,
       CASE WHEN l.own_round >= %(round)s THEN l.worst ELSE nullif(b.worst, '-Infinity') END AS worst
FROM leavers AS l LEFT JOIN LATERAL (
    SELECT kept, discoveries, care, worst FROM lists WHERE slot = %(slot)s AND leaver_id = l.id OFFSET 0
) AS b ON l.own_round < %(round)s
WHERE l.id = ANY(%(ids)s::uuid[]) AND l.latitude IS NOT NULL;

-- name: profiles
SELECT id::text, profile FROM leavers WHERE id = ANY(%(ids)s::uuid[]) AND profile IS NOT NULL ORDER BY id;

-- name: lock_leavers
SELECT FROM leavers WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE;

-- name: held
-- The list of each leaver, whoever has made it: ids of vacancies from the service, numbers of them from the round.
SELECT l.id::text, CASE WHEN l.reference = %(reference)s THEN l.packed END AS packed,
       CASE WHEN l.reference IS DISTINCT FROM %(reference)s THEN l.profile END AS profile,
       l.own_round >= %(round)s AS own, CASE WHEN l.own_round >= %(round)s THEN array_send(l.own) END AS vacancies,
       CASE WHEN l.own_round >= %(round)s THEN l.changed::text::bigint END AS changed,
       array_send(b.kept) AS numbers, CASE WHEN l.own_round >= %(round)s THEN l.shown ELSE coalesce(b.shown, 0) END AS shown
FROM leavers AS l LEFT JOIN LATERAL (
    SELECT kept, shown FROM lists WHERE slot = %(slot)s AND leaver_id = l.id OFFSET 0
) AS b ON l.own_round < %(round)s
WHERE l.id = ANY(%(ids)s::uuid[]) AND l.profile IS NOT NULL ORDER BY l.id;

-- name: leaver
SELECT id::text, profile, erased FROM leavers WHERE id = %(id)s;

-- name: short_leavers
-- Leavers with a list that is not full, near the box around some new vacancies; exact distances come later.
SELECT id::text FROM leavers
WHERE kept BETWEEN 0 AND 9 AND NOT erased AND own_round >= %(round)s
  AND latitude BETWEEN %(south)s - radius_km / 110.0 AND %(north)s + radius_km / 110.0
  AND longitude BETWEEN %(west)s - radius_km / 60.0 AND %(east)s + radius_km / 60.0
UNION ALL
SELECT l.id::text FROM lists AS b JOIN leavers AS l ON l.id = b.leaver_id
WHERE b.slot = %(slot)s AND cardinality(b.kept) < 10 AND b.latitude BETWEEN %(south)s - 2 AND %(north)s + 2
  AND NOT l.erased AND l.own_round < %(round)s
  AND l.latitude BETWEEN %(south)s - l.radius_km / 110.0 AND %(north)s + l.radius_km / 110.0
  AND l.longitude BETWEEN %(west)s - l.radius_km / 60.0 AND %(east)s + l.radius_km / 60.0;

-- name: holders
SELECT DISTINCT asked.id::text AS vacancy_id, leaver::text AS leaver_id
FROM unnest(%(ids)s::uuid[]) AS asked (id), shown_to(asked.id, %(round)s, %(slot)s::smallint) AS leaver;

-- name: features
-- With the price of the round in use; one that came since has what similar ones nearby cost. In one row: there are
-- hundreds, which would cost more to take apart than to find. Some stand there twice. Closed ones are null, but for the
-- id; vacancies are looked for in the index vacancies_packed alone.
WITH asked AS (
    SELECT o.* FROM unnest(%(numbers)s::integer[]) AS given CROSS JOIN LATERAL (
        SELECT vacancy_id AS id, number, price FROM offered WHERE slot = %(slot)s AND number = given OFFSET 0
    ) AS o
    UNION ALL
    SELECT given, NULL, price FROM unnest(%(ids)s::uuid[]) AS given LEFT JOIN LATERAL (
        SELECT price FROM offered WHERE slot = %(slot)s AND vacancy_id = given OFFSET 0
    ) AS o ON true
)
SELECT array_agg(asked.id::text) AS id, array_agg(asked.number) AS number, array_agg(v.id IS NOT NULL) AS open,
       array_agg(CASE WHEN v.reference = %(reference)s THEN v.packed END) AS packed,
       array_agg(coalesce(asked.price, v.price, 0)) AS price
FROM asked LEFT JOIN LATERAL (
    SELECT id, reference, packed, price FROM vacancies WHERE id = asked.id AND open OFFSET 0
) AS v ON true;

-- name: documents
SELECT id::text, document FROM vacancies WHERE id = ANY(%(ids)s::uuid[]) AND open;

-- name: hold_open
-- The share lock holds off a closing or a change until we are done: who closes or changes it then finds our list. One that a list shows
-- already needs none.
SELECT id::text, CASE WHEN reference = %(reference)s THEN packed END AS packed
FROM vacancies WHERE id = ANY(%(ids)s::uuid[]) AND open ORDER BY id FOR SHARE;

-- name: write_lists
UPDATE leavers SET own = (%(own)s::uuid[])[new.last - new.kept + 1:new.last], shown = new.shown, kept = new.kept,
    discoveries = new.discoveries, care = new.care, worst = nullif(new.worst, '-Infinity'), own_round = %(newest)s
FROM unnest(%(ids)s::uuid[], %(last)s::integer[], %(shown)s::smallint[], %(kept)s::smallint[],
            %(discoveries)s::smallint[], %(care)s::smallint[], %(worst)s::real[])
     AS new (id, last, shown, kept, discoveries, care, worst)
WHERE leavers.id = new.id;

-- name: delete_holders
DELETE FROM own_holders USING unnest(%(leavers)s::uuid[], %(vacancies)s::uuid[]) AS gone (leaver_id, vacancy_id)
WHERE own_holders.vacancy_id = gone.vacancy_id AND own_holders.leaver_id = gone.leaver_id;

-- name: insert_holders
INSERT INTO own_holders (vacancy_id, leaver_id)
SELECT vacancy_id, leaver_id FROM unnest(%(leavers)s::uuid[], %(vacancies)s::uuid[]) AS new (leaver_id, vacancy_id)
ON CONFLICT DO NOTHING;

-- name: nearest
-- Distance in km on a plane around the leaver: good enough to order by.
SELECT latitude, longitude, document->'occupation'->>'name' AS occupation, document->>'city' AS city FROM vacancies
WHERE open AND NOT (strict AND level > %(level)s)
  AND (start_year = %(start_year)s OR (flexible AND abs(start_year - %(start_year)s) <= 1))
ORDER BY (latitude - %(latitude)s) ^ 2 + ((longitude - %(longitude)s) * cos(radians(%(latitude)s))) ^ 2
LIMIT 1;

-- name: export_leaver
-- Numbers of a round are told as the vacancies they stand for.
SELECT jsonb_build_object(
    'leavers', (SELECT jsonb_agg(to_jsonb(l) - '{id,packed}'::text[]) FROM leavers AS l WHERE id = %(leaver)s),
    'own_holders', (SELECT jsonb_agg(to_jsonb(h) - 'leaver_id') FROM own_holders AS h WHERE leaver_id = %(leaver)s),
    'lists', (
        SELECT jsonb_agg(to_jsonb(b) - 'leaver_id' || jsonb_build_object('kept', (
            SELECT jsonb_agg(o.vacancy_id ORDER BY k.place) FROM unnest(b.kept) WITH ORDINALITY AS k (number, place)
            JOIN offered AS o ON o.slot = b.slot AND o.number = k.number
        ))) FROM lists AS b WHERE b.leaver_id = %(leaver)s
    ),
    'outbox', (SELECT jsonb_agg(to_jsonb(o) - '{body,subjects,subject}'::text[]) FROM outbox AS o WHERE subjects @> ARRAY[%(leaver)s::text]),
    'inbox', (SELECT jsonb_agg(to_jsonb(i) - 'subject') FROM inbox AS i WHERE subject = %(leaver)s::text)
) AS held;

-- name: retain_lock
SELECT pg_try_advisory_xact_lock(727422) AS mine;

-- name: retain_tombstones
DELETE FROM leavers WHERE erased AND erased_at < %(now)s - interval '180 days';
