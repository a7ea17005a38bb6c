-- name: insert
INSERT INTO reports (id, reference, vacancy_id, reason, text, state, created_at)
VALUES (%(id)s, %(reference)s, %(vacancy_id)s, %(reason)s, %(text)s, 'open', %(now)s);

-- name: count_open
SELECT count(*) AS open FROM reports WHERE vacancy_id = %(vacancy_id)s AND state = 'open';

-- name: find_by_reference
SELECT id, reference, vacancy_id, reason, text, state, answer, created_at, decided_at
FROM reports WHERE reference = %(reference)s;

-- name: find_locked
SELECT id, reference, vacancy_id, reason, text, state, answer, created_at, decided_at
FROM reports WHERE id = %(id)s FOR UPDATE;

-- name: list  (of a region: Kreise and Länder by the beginning of their keys; NULL: everywhere)
SELECT reports.id, reference, vacancy_id, reason, text, state, answer, created_at, decided_at,
       count(*) OVER () AS found
FROM reports JOIN vacancies ON vacancies.id = reports.vacancy_id
WHERE (state <> 'open') = %(decided)s
  AND (%(region)s::text[] IS NULL OR EXISTS (
      SELECT FROM unnest(%(region)s::text[]) AS part
      WHERE starts_with(vacancies.content -> 'location' ->> 'kreis_ags', part)))
ORDER BY CASE WHEN %(decided)s THEN decided_at END DESC, created_at, reports.id
LIMIT %(limit)s;

-- name: decide
UPDATE reports SET state = %(state)s, answer = %(answer)s, decided_by = %(by)s, decided_at = %(now)s WHERE id = %(id)s;

-- name: other_reports_stop
SELECT 1 AS stops FROM reports WHERE vacancy_id = %(vacancy_id)s AND id <> %(id)s AND state = 'upheld' LIMIT 1;

-- name: stopped_of  (the latest of an account's vacancies that are stopped)
SELECT DISTINCT ON (vacancy_id) vacancy_id, reason AS stopped_for, answer AS stopped_because
FROM reports JOIN vacancies ON vacancies.id = reports.vacancy_id
WHERE vacancies.account_id = %(account_id)s AND vacancies.blocked AND state = 'upheld'
ORDER BY vacancy_id, decided_at DESC;
