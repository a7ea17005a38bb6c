-- What different schemas say of the same thing, where it does not fit together. Every check gives the id, what
-- the source of truth says (`ours`) and what was made of it (`theirs`); NULL where a side says nothing.

-- name: vacancies_projection
-- A published vacancy is projected with its revision; one that ever was published and is closed is a tombstone
-- (steps of drafts are told to nobody, so its revision may be older); a draft that never was is not there.
SELECT id::text, mine.status || ', revision ' || mine.revision AS ours,
       CASE WHEN theirs.tombstone THEN 'tombstone' ELSE 'document' END || ', revision ' || theirs.source_revision
           AS theirs
FROM vacancies.vacancies AS mine
FULL JOIN (SELECT * FROM search.projection WHERE kind = 'vacancy') AS theirs USING (id)
WHERE (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[]::uuid[]))
  AND NOT coalesce(CASE
      WHEN mine.status = 'published' THEN NOT theirs.tombstone AND theirs.source_revision = mine.revision
      WHEN mine.published_at IS NOT NULL THEN theirs.tombstone AND theirs.source_revision <= mine.revision
      ELSE mine.status IS NOT NULL AND coalesce(theirs.tombstone, true)
  END, false);

-- name: candidates_projection
-- A leaver with a profile is projected with the revision; an erased one is a tombstone; a place without a
-- person yet is not there. Each side forgets tombstones in its own time.
SELECT id::text, CASE WHEN mine.erased THEN 'erased' ELSE 'revision ' || mine.revision END AS ours,
       CASE WHEN theirs.tombstone THEN 'tombstone' ELSE 'document' END || ', revision ' || theirs.source_revision
           AS theirs
FROM (
    SELECT id, revision, profile IS NOT NULL AS known, false AS erased FROM candidates.leavers
    UNION ALL SELECT leaver_id, NULL, false, true FROM candidates.tombstones
) AS mine
FULL JOIN (SELECT * FROM search.projection WHERE kind = 'candidate') AS theirs USING (id)
WHERE (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[]::uuid[]))
  AND NOT coalesce(CASE
      WHEN mine.erased THEN coalesce(theirs.tombstone, true)
      WHEN mine.known IS NULL THEN theirs.tombstone
      WHEN mine.known THEN NOT theirs.tombstone AND theirs.source_revision = mine.revision
      ELSE mine.known IS NOT NULL AND theirs.tombstone IS NULL
  END, false);

-- name: projection_matching_vacancies
-- What is searchable is open in matching with the same revision; what is a tombstone is closed there or unknown.
SELECT id::text,
       CASE WHEN mine.tombstone THEN 'tombstone' ELSE 'document' END || ', revision ' || mine.source_revision AS ours,
       CASE WHEN theirs.open THEN 'open' ELSE 'closed' END || ', revision ' || theirs.revision AS theirs
FROM (SELECT * FROM search.projection WHERE kind = 'vacancy') AS mine
FULL JOIN matching.vacancies AS theirs USING (id)
WHERE (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[]::uuid[]))
  AND NOT coalesce(CASE
      WHEN NOT mine.tombstone THEN theirs.open AND theirs.revision = mine.source_revision
      ELSE NOT coalesce(theirs.open, false)
  END, false);

-- name: projection_matching_leavers
-- A leaver with a place is known to matching with the same revision, an erased one is not. Without a place
-- matching is told nothing.
SELECT id::text,
       CASE WHEN mine.tombstone THEN 'tombstone' ELSE 'document' END || ', revision ' || mine.source_revision AS ours,
       CASE WHEN theirs.erased THEN 'erased' ELSE 'profile' END || ', revision ' || theirs.revision AS theirs
FROM (SELECT * FROM search.projection WHERE kind = 'candidate') AS mine
FULL JOIN matching.leavers AS theirs USING (id)
WHERE (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[]::uuid[]))
  AND NOT coalesce(CASE
      WHEN mine.body ->> 'location' IS NOT NULL THEN NOT theirs.erased AND theirs.revision = mine.source_revision
      WHEN mine.tombstone IS FALSE THEN true
      ELSE coalesce(theirs.erased, true)
  END, false);

-- name: matches
-- No list the service has made since the last round shows a vacancy that is not open, nor belongs to a leaver who is
-- not known; and each place that it shows is found from the vacancy's side. Lists of a round are read with open
-- vacancies only.
WITH now AS (SELECT coalesce(max(id), 0) AS id, max(slot) AS slot FROM matching.rounds WHERE state = 'current'),
shown AS (
    SELECT l.id AS leaver, unnest(l.own[1:l.shown]) AS vacancy FROM matching.leavers AS l, now WHERE l.own_round >= now.id
)
SELECT leaver || '/' || vacancy AS id,
       'leaver ' || CASE WHEN leavers.erased THEN 'erased' ELSE 'known' END
       || ', vacancy ' || coalesce(CASE WHEN vacancies.open THEN 'open' ELSE 'closed' END, 'unknown')
       || CASE WHEN told THEN '' ELSE ', not told of' END AS ours,
       'kept as a match' AS theirs
FROM shown JOIN matching.leavers ON leavers.id = leaver LEFT JOIN matching.vacancies ON vacancies.id = vacancy, now,
LATERAL (SELECT EXISTS (SELECT FROM matching.own_holders AS h WHERE h.vacancy_id = vacancy AND h.leaver_id = leaver)
             OR EXISTS (SELECT FROM matching.offered AS o JOIN matching.holders AS h ON h.slot = now.slot
                        AND h.number = o.number AND leaver = ANY (h.leavers)
                        WHERE o.slot = now.slot AND o.vacancy_id = vacancy)) AS found (told)
WHERE (%(ids)s::text[] IS NULL OR leaver || '/' || vacancy = ANY(%(ids)s::text[]))
  AND NOT coalesce(vacancies.open AND NOT leavers.erased AND told, false);

-- name: unsent
SELECT id::text, name, created_at::text FROM {outbox} WHERE published_at IS NULL ORDER BY seq;

-- name: unheard
-- Events about one thing alone: the items of a batch may have been handled one by one, their effect is compared
-- above. What is kept of an erased leaver is nothing, not even that an event was handled.
SELECT said.id::text, name, published_at::text FROM {outbox} AS said
WHERE published_at IS NOT NULL AND name = ANY(%(names)s) AND cardinality(subjects) = 1
  AND NOT EXISTS (SELECT 1 FROM {inbox} AS heard WHERE heard.consumer = %(consumer)s AND heard.event_id = said.id)
  AND NOT EXISTS (SELECT 1 FROM candidates.tombstones WHERE leaver_id::text = said.subject);
