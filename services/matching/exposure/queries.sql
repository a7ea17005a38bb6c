-- name: shown_to
-- How many leavers are shown each of these vacancies, whoever has made their lists.
SELECT id::text, (
    SELECT count(DISTINCT leaver) FROM shown_to(asked.id, %(round)s, %(slot)s::smallint) AS leaver
) AS leavers
FROM unnest(%(ids)s::uuid[]) AS asked (id);

-- name: unseen
SELECT document, count(*) OVER () AS total FROM vacancies
WHERE open AND (%(kreis)s::text IS NULL OR document ->> 'kreis_ags' = %(kreis)s)
  AND NOT is_shown(id, %(round)s, %(slot)s::smallint)
ORDER BY id LIMIT %(limit)s;

-- name: offered_occupations
SELECT occupation, count(*) AS vacancies, sum((document ->> 'places')::integer) AS places,
       count(*) FILTER (WHERE is_shown(id, %(round)s, %(slot)s::smallint)) AS seen
FROM vacancies
WHERE open AND (%(kreis)s::text IS NULL OR document ->> 'kreis_ags' = %(kreis)s)
GROUP BY occupation ORDER BY occupation;

-- name: wishes
SELECT wish.id, count(DISTINCT leavers.id) AS leavers
FROM leavers, jsonb_array_elements(profile -> 'wishes') AS alternatives, jsonb_array_elements_text(alternatives) AS wish (id)
WHERE NOT erased GROUP BY wish.id;
