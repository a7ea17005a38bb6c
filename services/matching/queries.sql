-- name: handled
SELECT 1 FROM inbox WHERE consumer = %(consumer)s AND event_id = %(event_id)s;

-- name: upsert_vacancies
-- Rows in the order of their ids, so that two events never wait for each other in a circle.
INSERT INTO vacancies (id, revision, open, occupation, employer, latitude, longitude, level, strict, start_year,
                       flexible, lesser_known, document)
SELECT id, revision, true, occupation, employer, latitude, longitude, level, strict, start_year, flexible,
       lesser_known, document
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, revision bigint, occupation text, employer text,
     latitude double precision, longitude double precision, level smallint, strict boolean, start_year smallint,
     flexible boolean, lesser_known boolean, document jsonb)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, open = true, occupation = excluded.occupation,
    employer = excluded.employer, latitude = excluded.latitude, longitude = excluded.longitude,
    level = excluded.level, strict = excluded.strict, start_year = excluded.start_year,
    flexible = excluded.flexible, lesser_known = excluded.lesser_known, document = excluded.document
WHERE vacancies.revision < excluded.revision OR (vacancies.revision = excluded.revision AND vacancies.open)
RETURNING id::text;

-- name: close_vacancies
INSERT INTO vacancies (id, revision, open)
SELECT id, revision, false FROM unnest(%(ids)s::uuid[], %(revisions)s::bigint[]) AS gone (id, revision) ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, open = false, occupation = NULL, employer = NULL,
    latitude = NULL, longitude = NULL, level = NULL, strict = NULL, start_year = NULL, flexible = NULL,
    lesser_known = NULL, document = NULL
WHERE vacancies.revision <= excluded.revision
RETURNING id::text;

-- name: upsert_leavers
INSERT INTO leavers (id, revision, profile, latitude, longitude, radius_km)
SELECT id, revision, profile, (profile->>'latitude')::double precision, (profile->>'longitude')::double precision,
       (profile->>'radius_km')::real
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, revision bigint, profile jsonb)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, profile = excluded.profile,
    latitude = excluded.latitude, longitude = excluded.longitude, radius_km = excluded.radius_km
WHERE NOT leavers.erased AND leavers.revision <= excluded.revision
RETURNING id::text;

-- name: erase_leavers
INSERT INTO leavers (id, revision, erased)
SELECT id, revision, true FROM unnest(%(ids)s::uuid[], %(revisions)s::bigint[]) AS gone (id, revision) ORDER BY id
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, erased = true, profile = NULL, latitude = NULL,
    longitude = NULL, radius_km = NULL, kept = 0, discoveries = 0, care = 0, worst = NULL;

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
SELECT id::text, profile, kept, discoveries, care, worst, erased FROM leavers
WHERE id = ANY(%(ids)s::uuid[]) AND profile IS NOT NULL ORDER BY id;

-- name: lock_leavers
SELECT id::text, profile FROM leavers
WHERE id = ANY(%(ids)s::uuid[]) AND profile IS NOT NULL ORDER BY id FOR UPDATE;

-- name: leaver
SELECT id::text, profile, erased FROM leavers WHERE id = %(id)s;

-- name: short_leavers
-- Leavers with a list that is not full, near the box around some new vacancies; exact distances come later.
SELECT id::text FROM leavers
WHERE kept < 10 AND NOT erased
  AND latitude BETWEEN %(south)s - radius_km / 110.0 AND %(north)s + radius_km / 110.0
  AND longitude BETWEEN %(west)s - radius_km / 60.0 AND %(east)s + radius_km / 60.0;

-- name: holders
SELECT DISTINCT leaver_id::text FROM edges WHERE vacancy_id = ANY(%(ids)s::uuid[]);

-- name: left_short
-- Leavers with a gap in their list once some vacancies are gone, or fewer than ten kept.
SELECT leaver_id::text FROM edges
WHERE leaver_id IN (SELECT leaver_id FROM edges WHERE vacancy_id = ANY(%(ids)s::uuid[]))
GROUP BY leaver_id
HAVING bool_or(shown IS NOT NULL AND vacancy_id = ANY(%(ids)s::uuid[]))
    OR count(*) FILTER (WHERE vacancy_id <> ALL(%(ids)s::uuid[])) < 10;

-- name: edges
SELECT leaver_id::text, vacancy_id::text, fit, shown FROM edges WHERE leaver_id = ANY(%(ids)s::uuid[]);

-- name: features
SELECT id::text, occupation, employer, latitude, longitude, level, strict, start_year, flexible, lesser_known
FROM vacancies WHERE id = ANY(%(ids)s::uuid[]) AND open ORDER BY id;

-- name: documents
SELECT id::text, document FROM vacancies WHERE id = ANY(%(ids)s::uuid[]) AND open;

-- name: delete_edges
DELETE FROM edges USING unnest(%(leavers)s::uuid[], %(vacancies)s::uuid[]) AS gone (leaver_id, vacancy_id)
WHERE edges.leaver_id = gone.leaver_id AND edges.vacancy_id = gone.vacancy_id;

-- name: upsert_edges
-- The share lock holds off a closing until we are done; a vacancy closed meanwhile gets no edge.
INSERT INTO edges (leaver_id, vacancy_id, fit, shown)
SELECT new.leaver_id, new.vacancy_id, new.fit, new.shown
FROM unnest(%(leavers)s::uuid[], %(vacancies)s::uuid[], %(fits)s::real[], %(shown)s::smallint[])
     AS new (leaver_id, vacancy_id, fit, shown)
JOIN (SELECT id FROM vacancies WHERE id = ANY(%(vacancies)s::uuid[]) AND open ORDER BY id FOR SHARE) AS still
     ON still.id = new.vacancy_id
ON CONFLICT (leaver_id, vacancy_id) DO UPDATE SET fit = excluded.fit, shown = excluded.shown;

-- name: describe_lists
UPDATE leavers SET kept = new.kept, discoveries = new.discoveries, care = new.care, worst = new.worst
FROM unnest(%(ids)s::uuid[], %(kept)s::smallint[], %(discoveries)s::smallint[],
            %(care)s::smallint[], %(worst)s::real[]) AS new (id, kept, discoveries, care, worst)
WHERE leavers.id = new.id;

-- name: kept_list
SELECT vacancy_id::text AS id, shown FROM edges JOIN vacancies ON vacancies.id = edges.vacancy_id
WHERE leaver_id = %(id)s AND vacancies.open;

-- name: nearest
-- Distance in km on a plane around the leaver: good enough to order by.
SELECT latitude, longitude FROM vacancies
WHERE open AND NOT (strict AND level > %(level)s)
  AND (start_year = %(start_year)s OR (flexible AND abs(start_year - %(start_year)s) <= 1))
ORDER BY (latitude - %(latitude)s) ^ 2 + ((longitude - %(longitude)s) * cos(radians(%(latitude)s))) ^ 2
LIMIT 1;

-- name: unseen
SELECT document, count(*) OVER () AS total FROM vacancies
WHERE open AND (%(kreis)s::text IS NULL OR document ->> 'kreis_ags' = %(kreis)s)
  AND NOT EXISTS (SELECT FROM edges WHERE vacancy_id = vacancies.id AND shown IS NOT NULL)
ORDER BY id LIMIT %(limit)s;

-- name: offered_occupations
SELECT occupation, count(*) AS vacancies, sum((document ->> 'places')::integer) AS places,
       count(*) FILTER (WHERE EXISTS (SELECT FROM edges WHERE vacancy_id = vacancies.id AND shown IS NOT NULL)) AS seen
FROM vacancies
WHERE open AND (%(kreis)s::text IS NULL OR document ->> 'kreis_ags' = %(kreis)s)
GROUP BY occupation ORDER BY occupation;

-- name: wishes
SELECT wish.id, count(DISTINCT leavers.id) AS leavers
FROM leavers, jsonb_array_elements(profile -> 'wishes') AS alternatives, jsonb_array_elements_text(alternatives) AS wish (id)
WHERE NOT erased GROUP BY wish.id;
