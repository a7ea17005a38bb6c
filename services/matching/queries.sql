-- name: handled
SELECT 1 FROM inbox WHERE consumer = %(consumer)s AND event_id = %(event_id)s;

-- name: enter
-- Every transaction that changes features or lists: a round begins and is put in use between two of them.
SELECT pg_advisory_xact_lock_shared(727411);

-- name: whole
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;

-- name: standing
-- The round whose lists are in use (0: none), where they are, and the newest that has begun.
SELECT coalesce(max(id) FILTER (WHERE state = 'current'), 0) AS round, coalesce(max(id), 0) AS newest,
       max(slot) FILTER (WHERE state = 'current') AS slot, max(reach) FILTER (WHERE state = 'current') AS reach
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
-- For each asked place open vacancies of an occupation in a box around it, with the prices of the round in use.
SELECT asked.n, v.latitude, v.longitude, o.price
FROM jsonb_to_recordset(%(asked)s) AS asked (n integer, occupation text, south double precision,
     north double precision, west double precision, east double precision)
JOIN vacancies AS v ON v.open AND v.occupation = asked.occupation AND v.latitude BETWEEN asked.south AND asked.north
     AND v.longitude BETWEEN asked.west AND asked.east
JOIN offered AS o ON o.slot = %(slot)s AND o.vacancy_id = v.id;

-- name: close_vacancies
INSERT INTO vacancies (id, revision, open, touched)
SELECT id, revision, false, (SELECT coalesce(max(rounds.id), 0) FROM rounds) FROM unnest(%(ids)s::uuid[], %(revisions)s::bigint[]) AS gone (id, revision) ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, open = false, occupation = NULL, employer = NULL,
    latitude = NULL, longitude = NULL, level = NULL, strict = NULL, start_year = NULL, flexible = NULL,
    lesser_known = NULL, document = NULL, packed = NULL, touched = excluded.touched
WHERE vacancies.revision <= excluded.revision
RETURNING id::text;

-- name: upsert_leavers
INSERT INTO leavers (id, revision, profile, latitude, longitude, radius_km, packed, reference, touched)
SELECT id, revision, profile, (profile->>'latitude')::double precision, (profile->>'longitude')::double precision,
       (profile->>'radius_km')::real, packed, %(reference)s, (SELECT coalesce(max(rounds.id), 0) FROM rounds)
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
    longitude = NULL, radius_km = NULL, kept = 0, discoveries = 0, care = 0, worst = NULL, packed = NULL,
    touched = excluded.touched;

-- name: forget_holders
-- Of every round that is kept.
UPDATE holders SET leavers = ARRAY(SELECT one FROM unnest(holders.leavers) AS one WHERE one <> ALL(%(ids)s::uuid[]))
FROM (SELECT DISTINCT slot, part, unnest(kept[1:shown]) AS number FROM lists
      WHERE leaver_id = ANY(%(ids)s::uuid[])) AS gone
WHERE holders.slot = gone.slot AND holders.part = gone.part AND holders.number = gone.number;

-- name: forget_lists
DELETE FROM lists WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: delete_lists
DELETE FROM edges WHERE leaver_id = ANY(%(ids)s::uuid[]);

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
SELECT l.id::text, l.revision, CASE WHEN l.reference = %(reference)s THEN l.packed END AS packed,
       CASE WHEN l.reference IS DISTINCT FROM %(reference)s THEN l.profile END AS profile,
       CASE WHEN l.own_round >= %(round)s THEN l.kept ELSE coalesce(cardinality(b.kept), 0) END AS kept,
       CASE WHEN l.own_round >= %(round)s THEN l.discoveries ELSE coalesce(b.discoveries, 0) END AS discoveries,
       CASE WHEN l.own_round >= %(round)s THEN l.care ELSE coalesce(b.care, 0) END AS care,
       CASE WHEN l.own_round >= %(round)s THEN l.worst ELSE nullif(b.worst, '-Infinity') END AS worst
FROM leavers AS l LEFT JOIN lists AS b ON b.slot = %(slot)s AND b.leaver_id = l.id AND l.own_round < %(round)s
WHERE l.id = ANY(%(ids)s::uuid[]) AND l.latitude IS NOT NULL;

-- name: profiles
SELECT id::text, profile FROM leavers WHERE id = ANY(%(ids)s::uuid[]) AND profile IS NOT NULL ORDER BY id;

-- name: lock_leavers
SELECT id::text, profile, own_round >= %(round)s AS own FROM leavers
WHERE id = ANY(%(ids)s::uuid[]) AND profile IS NOT NULL ORDER BY id FOR UPDATE;

-- name: leaver
SELECT id::text, profile, erased, own_round >= %(round)s AS own FROM leavers WHERE id = %(id)s;

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
-- Leavers who are shown one of these vacancies, or keep it in a list the service has made.
SELECT e.vacancy_id::text, e.leaver_id::text, e.shown IS NOT NULL AS shown, l.kept
FROM edges AS e JOIN leavers AS l ON l.id = e.leaver_id
WHERE e.vacancy_id = ANY(%(ids)s::uuid[]) AND l.own_round >= %(round)s
UNION ALL
SELECT o.vacancy_id::text, l.id::text, true, 0
FROM offered AS o JOIN holders AS h ON h.slot = %(slot)s AND h.number = o.number
CROSS JOIN unnest(h.leavers) AS one JOIN leavers AS l ON l.id = one
WHERE o.slot = %(slot)s AND o.vacancy_id = ANY(%(ids)s::uuid[]) AND l.own_round < %(round)s AND NOT l.erased;

-- name: own_edges
SELECT leaver_id::text, vacancy_id::text, fit, shown FROM edges WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: round_edges
SELECT b.leaver_id::text, o.vacancy_id::text, 0::real AS fit,
       CASE WHEN k.place <= b.shown THEN k.place::smallint END AS shown
FROM lists AS b CROSS JOIN unnest(b.kept) WITH ORDINALITY AS k (number, place)
JOIN offered AS o ON o.slot = %(slot)s AND o.number = k.number
WHERE b.slot = %(slot)s AND b.leaver_id = ANY(%(ids)s::uuid[]);

-- name: features
-- With the price of the round in use; one that came since has what similar ones nearby cost.
SELECT v.id::text, v.occupation, v.employer, v.latitude, v.longitude, v.level, v.strict, v.start_year, v.flexible,
       v.lesser_known, coalesce(o.price, v.price, 0) AS price
FROM vacancies AS v LEFT JOIN offered AS o ON o.slot = %(slot)s AND o.vacancy_id = v.id
WHERE v.id = ANY(%(ids)s::uuid[]) AND v.open ORDER BY v.id;

-- name: documents
SELECT id::text, document FROM vacancies WHERE id = ANY(%(ids)s::uuid[]) AND open;

-- name: delete_edges
DELETE FROM edges USING unnest(%(leavers)s::uuid[], %(vacancies)s::uuid[]) AS gone (leaver_id, vacancy_id)
WHERE edges.leaver_id = gone.leaver_id AND edges.vacancy_id = gone.vacancy_id;

-- name: upsert_edges
-- The share lock holds off a closing until we are done; a vacancy closed meanwhile gets no new edge. One that a list has
-- kept before needs none: who closes it finds the list's leaver by that, and waits for us at the leaver's row.
INSERT INTO edges (leaver_id, vacancy_id, fit, shown)
SELECT new.leaver_id, new.vacancy_id, new.fit, new.shown
FROM unnest(%(leavers)s::uuid[], %(vacancies)s::uuid[], %(fits)s::real[], %(shown)s::smallint[])
     AS new (leaver_id, vacancy_id, fit, shown)
LEFT JOIN (SELECT id FROM vacancies WHERE id = ANY(%(fresh)s::uuid[]) AND open ORDER BY id FOR SHARE) AS still
     ON still.id = new.vacancy_id
WHERE still.id IS NOT NULL OR new.vacancy_id <> ALL(%(fresh)s::uuid[])
ON CONFLICT (leaver_id, vacancy_id) DO UPDATE SET fit = excluded.fit, shown = excluded.shown;

-- name: describe_lists
UPDATE leavers SET kept = new.kept, discoveries = new.discoveries, care = new.care, worst = new.worst,
    own_round = %(newest)s
FROM unnest(%(ids)s::uuid[], %(kept)s::smallint[], %(discoveries)s::smallint[],
            %(care)s::smallint[], %(worst)s::real[]) AS new (id, kept, discoveries, care, worst)
WHERE leavers.id = new.id;

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
    'edges', (SELECT jsonb_agg(to_jsonb(e) - 'leaver_id') FROM edges AS e WHERE leaver_id = %(leaver)s),
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
