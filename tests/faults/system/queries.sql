-- name: watch
-- Notes every revision that goes down at a consumer, whatever the service believes.
CREATE SCHEMA faults;
CREATE TABLE faults.regressions (place text, id uuid, before jsonb, after jsonb);
CREATE TABLE faults.with_erased (import_id text);
CREATE FUNCTION faults.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO faults.regressions
    VALUES (TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, NEW.id, to_jsonb(OLD) - 'body', to_jsonb(NEW) - 'body');
    RETURN NEW;
END $$;
CREATE TRIGGER faults AFTER UPDATE ON vacancies.vacancies FOR EACH ROW
    WHEN (NEW.revision < OLD.revision) EXECUTE FUNCTION faults.note();
CREATE TRIGGER faults AFTER UPDATE ON candidates.leavers FOR EACH ROW
    WHEN (NEW.revision < OLD.revision) EXECUTE FUNCTION faults.note();
CREATE TRIGGER faults AFTER UPDATE ON matching.vacancies FOR EACH ROW
    WHEN (NEW.revision < OLD.revision) EXECUTE FUNCTION faults.note();
CREATE TRIGGER faults AFTER UPDATE ON matching.leavers FOR EACH ROW
    WHEN (NEW.revision < OLD.revision) EXECUTE FUNCTION faults.note();
CREATE TRIGGER faults AFTER UPDATE ON search.projection FOR EACH ROW
    WHEN (NEW.source_revision < OLD.source_revision OR NEW.document_version < OLD.document_version)
    EXECUTE FUNCTION faults.note();

-- name: I1_vacancy_at_search
-- Every vacancy that was ever public is known to search in its latest revision, open or as a tombstone.
SELECT v.id, v.revision, v.status, p.source_revision, p.tombstone FROM vacancies.vacancies v
LEFT JOIN search.projection p ON p.kind = 'vacancy' AND p.id = v.id
WHERE v.published_at IS NOT NULL
  AND (p.id IS NULL OR p.source_revision <> v.revision OR p.tombstone <> (v.status <> 'published'));

-- name: I1_vacancy_at_matching
SELECT v.id, v.revision, v.status, m.revision AS known, m.open FROM vacancies.vacancies v
LEFT JOIN matching.vacancies m USING (id)
WHERE v.published_at IS NOT NULL AND (m.id IS NULL OR m.revision <> v.revision OR m.open <> (v.status = 'published'));

-- name: I1_leaver_at_search
SELECT l.id, l.revision, p.source_revision, p.tombstone FROM candidates.leavers l
LEFT JOIN search.projection p ON p.kind = 'candidate' AND p.id = l.id
WHERE l.profile IS NOT NULL AND (p.id IS NULL OR p.source_revision <> l.revision OR p.tombstone);

-- name: I1_leaver_at_matching
SELECT l.id, l.revision, m.revision AS known FROM candidates.leavers l LEFT JOIN matching.leavers m USING (id)
WHERE l.profile IS NOT NULL AND (m.id IS NULL OR m.revision <> l.revision OR m.erased);

-- name: I1_unexpected
-- Nobody knows what its source of truth does not have.
SELECT p.kind, p.id FROM search.projection p
WHERE p.kind = 'vacancy' AND NOT p.tombstone AND NOT EXISTS (SELECT FROM vacancies.vacancies v WHERE v.id = p.id)
   OR p.kind = 'candidate' AND NOT p.tombstone AND NOT EXISTS (SELECT FROM candidates.leavers l WHERE l.id = p.id);

-- name: I2_accepted_rows
-- A leaver for each accepted row (unless erased later), an accepted row for each leaver.
SELECT r.import_id, r.line, l.id FROM (
    SELECT r.* FROM candidates.import_rows r JOIN candidates.imports i ON i.id = r.import_id
    WHERE i.commits AND r.status = 'accepted'
) r FULL JOIN candidates.leavers l ON l.id = r.leaver_id
WHERE l.id IS NULL AND NOT EXISTS (SELECT FROM candidates.tombstones t WHERE t.leaver_id = r.leaver_id)
   OR r.import_id IS NULL;

-- name: I2_counts
-- What was said of a push is what its rows say: read = accepted + rejected + duplicate (erasure takes rows away).
SELECT o.subject FROM candidates.outbox o, LATERAL (SELECT o.body::jsonb -> 'data' AS said) s, LATERAL (
    SELECT count(*) AS read, count(*) FILTER (WHERE status = 'accepted') AS accepted,
           count(*) FILTER (WHERE status = 'rejected') AS rejected,
           count(*) FILTER (WHERE status = 'duplicate') AS duplicate
    FROM candidates.import_rows r WHERE r.import_id::text = o.subject
) found
WHERE o.name = 'cohort.imported' AND o.subject NOT IN (SELECT import_id FROM faults.with_erased) AND (
    (said ->> 'read')::int <> found.read OR (said ->> 'accepted')::int <> found.accepted
    OR (said ->> 'rejected')::int <> found.rejected OR (said ->> 'duplicate')::int <> found.duplicate
    OR found.read <> found.accepted + found.rejected + found.duplicate);

-- name: I5_regressions
SELECT place, id, before, after FROM faults.regressions;

-- name: I6_unsent
SELECT id, name, created_at FROM accounts.outbox WHERE published_at IS NULL UNION ALL
SELECT id, name, created_at FROM vacancies.outbox WHERE published_at IS NULL UNION ALL
SELECT id, name, created_at FROM candidates.outbox WHERE published_at IS NULL UNION ALL
SELECT id, name, created_at FROM search.outbox WHERE published_at IS NULL UNION ALL
SELECT id, name, created_at FROM matching.outbox WHERE published_at IS NULL;

-- name: I8_vacancy_events
-- Revisions 1, 2, 3 … of a vacancy were each said exactly once, and none that was not committed.
SELECT coalesce(v.id, said.id) AS id, v.revision, said.revisions FROM vacancies.vacancies v FULL JOIN (
    SELECT (item ->> 'vacancy_id')::uuid AS id, array_agg((item ->> 'revision')::int ORDER BY item ->> 'revision')
        AS revisions
    FROM vacancies.outbox, jsonb_array_elements(body::jsonb #> '{data,items}') item GROUP BY 1
) said USING (id)
WHERE v.id IS NULL OR v.published_at IS NOT NULL AND (
    said.id IS NULL OR cardinality(said.revisions) <> v.revision
    OR NOT said.revisions @> (SELECT array_agg(n) FROM generate_series(1, v.revision) n));

-- name: I8_leaver_events
SELECT coalesce(l.id, said.id) AS id, l.revision, said.revisions FROM candidates.leavers l FULL JOIN (
    SELECT (item ->> 'leaver_id')::uuid AS id, array_agg((item ->> 'revision')::int ORDER BY item ->> 'revision')
        AS revisions
    FROM candidates.outbox, jsonb_array_elements(body::jsonb #> '{data,items}') item
    WHERE item ->> 'kind' <> 'erased' GROUP BY 1
) said USING (id)
WHERE l.id IS NULL OR l.profile IS NOT NULL AND (
    said.id IS NULL OR cardinality(said.revisions) <> l.revision
    OR NOT said.revisions @> (SELECT array_agg(n) FROM generate_series(1, l.revision) n));

-- name: once_indexed
-- "Searchable" is said at most once for a revision, and for the latest of what is open exactly once.
SELECT id, revision, count(*) AS times FROM (
    SELECT (item #>> '{document,id}')::uuid AS id, (item #>> '{document,revision}')::int AS revision
    FROM search.outbox, jsonb_array_elements(body::jsonb #> '{data,items}') item
) said GROUP BY id, revision HAVING count(*) > 1
UNION ALL
SELECT p.id, p.source_revision, 0 FROM search.projection p WHERE NOT p.tombstone AND p.body ? 'location'
  AND NOT EXISTS (
    SELECT FROM search.outbox o, jsonb_array_elements(o.body::jsonb #> '{data,items}') item
    WHERE p.id::text = ANY (o.subjects) AND item #>> '{document,id}' = p.id::text
      AND (item #>> '{document,revision}')::bigint = p.source_revision);

-- name: once_projected
-- A document's own version grows only with a newer revision of its source.
SELECT id, source_revision, document_version FROM search.projection
WHERE kind = 'vacancy' AND document_version > source_revision;

-- name: edges_fit
-- No list shows a closed vacancy or belongs to an erased leaver; what is noted of a list is what it is, and each place
-- shown is found from the vacancy's side. Lists of before the round in use are void; -1 is noted where they are dropped.
WITH now AS (SELECT coalesce(max(id), 0) AS id, max(slot) AS slot FROM matching.rounds WHERE state = 'current')
SELECT l.id, l.kept, l.shown, l.own FROM matching.leavers l, now
WHERE greatest(l.kept, 0) <> coalesce(cardinality(l.own), 0) OR l.shown > greatest(l.kept, 0)
   OR (l.erased AND l.own IS NOT NULL)
   OR (l.own_round >= now.id AND EXISTS (
        SELECT FROM unnest(l.own[1:l.shown]) AS one LEFT JOIN matching.vacancies v ON v.id = one
        WHERE v.open IS NOT TRUE OR NOT (
            EXISTS (SELECT FROM matching.own_holders h WHERE h.vacancy_id = one AND h.leaver_id = l.id)
            OR EXISTS (SELECT FROM matching.offered o JOIN matching.holders h ON h.slot = now.slot
                       AND h.number = o.number AND l.id = ANY (h.leavers)
                       WHERE o.slot = now.slot AND o.vacancy_id = one))));

-- name: written_vacancies
-- How often an attempt's word was said as a new state of a vacancy, and whether it has come to its end.
SELECT item #>> '{vacancy,title}' AS title, (item ->> 'vacancy_id') AS id, count(*) AS written,
       max((SELECT count(*) FROM search.outbox o, jsonb_array_elements(o.body::jsonb #> '{data,items}') told
            WHERE item ->> 'vacancy_id' = ANY (o.subjects) AND told #>> '{document,id}' = item ->> 'vacancy_id'
              AND told #>> '{document,revision}' = item ->> 'revision')) AS indexed
FROM vacancies.outbox, jsonb_array_elements(body::jsonb #> '{data,items}') item
WHERE created_at >= %(since)s AND item ->> 'kind' IN ('published', 'changed') GROUP BY 1, 2;

-- name: withdrawn_vacancies
SELECT item ->> 'vacancy_id' AS id, count(*) AS written
FROM vacancies.outbox, jsonb_array_elements(body::jsonb #> '{data,items}') item
WHERE created_at >= %(since)s AND item ->> 'kind' = 'withdrawn' GROUP BY 1;

-- name: written_leavers
SELECT l.row_key, l.id::text AS id, count(*) AS written FROM candidates.leavers l
WHERE l.row_key LIKE 'x' || %(run)s || 'c%%' GROUP BY 1, 2;

-- name: erased_hits
-- What is left of erased leavers beside the marks that they are gone and the event that says so.
SELECT 'candidates.leavers' AS place, id::text FROM candidates.leavers WHERE id::text = ANY(%(ids)s) UNION ALL
SELECT 'candidates.import_rows', leaver_id::text FROM candidates.import_rows WHERE leaver_id::text = ANY(%(ids)s)
UNION ALL
SELECT 'candidates.outbox', subject FROM candidates.outbox
WHERE subjects && %(ids)s::text[] AND name <> 'candidate.erased' UNION ALL
SELECT 'search.projection', id::text FROM search.projection WHERE id::text = ANY(%(ids)s) AND NOT tombstone UNION ALL
SELECT 'search.outbox', subject FROM search.outbox WHERE subjects && %(ids)s::text[] UNION ALL
SELECT 'matching.leavers', id::text FROM matching.leavers
WHERE id::text = ANY(%(ids)s) AND (NOT erased OR profile IS NOT NULL OR own IS NOT NULL) UNION ALL
SELECT 'matching.own_holders', leaver_id::text FROM matching.own_holders WHERE leaver_id::text = ANY(%(ids)s) UNION ALL
SELECT 'matching.lists', leaver_id::text FROM matching.lists WHERE leaver_id::text = ANY(%(ids)s) UNION ALL
SELECT 'matching.holders', leaver::text FROM matching.holders CROSS JOIN unnest(leavers) AS leaver
WHERE leaver::text = ANY(%(ids)s) UNION ALL
SELECT 'matching.outbox', subject FROM matching.outbox WHERE subjects && %(ids)s::text[] UNION ALL
SELECT 'accounts.keys', subject::text FROM accounts.keys WHERE subject::text = ANY(%(ids)s);

-- name: said
-- Every event as it travelled: outboxes keep what was sent.
SELECT id, name, body, created_at FROM accounts.outbox UNION ALL
SELECT id, name, body, created_at FROM vacancies.outbox UNION ALL
SELECT id, name, body, created_at FROM candidates.outbox UNION ALL
SELECT id, name, body, created_at FROM search.outbox UNION ALL
SELECT id, name, body, created_at FROM matching.outbox ORDER BY created_at DESC;

-- name: note_erased
INSERT INTO faults.with_erased
SELECT import_id::text FROM candidates.import_rows WHERE leaver_id::text = ANY(%(ids)s);

-- name: forget_poison
-- The refused vacancy has no source: what it left at search on its way goes with it.
DELETE FROM search.projection WHERE id = %(id)s;
