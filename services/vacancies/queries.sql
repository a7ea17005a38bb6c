-- name: lock_account  (waits until no other write of this account that may use external ids is under way)
SELECT pg_advisory_xact_lock(727402, hashtext(%(account_id)s::text));

-- name: share_account  (posts of one account run beside each other, but not beside a bulk push or a change)
SELECT pg_advisory_xact_lock_shared(727402, hashtext(%(account_id)s::text));

-- name: insert  (one row or many; the ids of those whose external id was free)
INSERT INTO vacancies (
    id, account_id, external_id, revision, status, digest, start_date, apply_by, published_at, changed_at, content,
    entered_by, changed_by
)
SELECT id, %(account_id)s, external_id, revision, status, digest, start_date, apply_by, published_at, changed_at,
       content, %(by)s, %(by)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    id uuid, external_id text, revision integer, status text, digest text, start_date date, apply_by date,
    published_at timestamptz, changed_at timestamptz, content jsonb
)
ON CONFLICT (account_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
RETURNING id;

-- name: update  (one row or many)
UPDATE vacancies SET
    external_id = new.external_id, revision = new.revision, status = new.status, digest = new.digest,
    start_date = new.start_date, apply_by = new.apply_by, published_at = new.published_at,
    changed_at = new.changed_at, content = new.content, changed_by = %(by)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    id uuid, external_id text, revision integer, status text, digest text, start_date date, apply_by date,
    published_at timestamptz, changed_at timestamptz, content jsonb
)
WHERE vacancies.id = new.id AND vacancies.account_id = %(account_id)s;

-- name: find
SELECT id, account_id, external_id, revision, status, digest, published_at, changed_at, blocked,
       content
FROM vacancies WHERE id = %(id)s;

-- name: find_locked
SELECT id, account_id, external_id, revision, status, digest, published_at, changed_at, blocked,
       content
FROM vacancies WHERE id = %(id)s FOR UPDATE;

-- name: list
SELECT id, account_id, external_id, revision, status, digest, published_at, changed_at, blocked,
       content
FROM vacancies WHERE account_id = %(account_id)s ORDER BY changed_at DESC, id LIMIT %(limit)s;

-- name: count_told
SELECT count(*) AS vacancies FROM vacancies WHERE published_at IS NOT NULL;

-- name: page_of_told
SELECT id, account_id, external_id, revision, status, digest, published_at, changed_at, blocked,
       content
FROM vacancies WHERE published_at IS NOT NULL AND id > %(after)s ORDER BY id LIMIT %(limit)s;

-- name: page_of_open
SELECT id, changed_at, coalesce((content ->> 'synthetic')::boolean, false) AS synthetic
FROM vacancies WHERE status = 'published' AND id > %(after)s AND id < %(before)s ORDER BY id LIMIT %(limit)s;

-- name: find_external_id
SELECT id FROM vacancies WHERE account_id = %(account_id)s AND external_id = %(external_id)s;

-- name: heads_locked  (in one order, so that two transactions never wait for each other)
SELECT id, account_id, external_id, revision, status, digest, published_at, blocked
FROM vacancies WHERE account_id = %(account_id)s AND external_id = ANY(%(external_ids)s) ORDER BY id FOR UPDATE;

-- name: withdraw_account
WITH open AS (
    SELECT id, status FROM vacancies
    WHERE account_id = %(account_id)s AND status IN ('draft', 'waiting', 'published', 'blocked') ORDER BY id FOR UPDATE
)
UPDATE vacancies SET status = 'withdrawn', revision = revision + 1, changed_at = %(now)s
FROM open WHERE vacancies.id = open.id
RETURNING vacancies.id, vacancies.revision, open.status AS before;

-- name: expire  (at most %(limit)s; rows someone else is changing wait for the next time)
WITH late AS (
    SELECT id FROM vacancies
    WHERE status = 'published' AND (apply_by < %(apply_by_before)s OR start_date < %(start_before)s)
    LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE vacancies SET status = 'expired', revision = revision + 1, changed_at = %(now)s
FROM late WHERE vacancies.id = late.id
RETURNING vacancies.id, vacancies.revision;

-- name: claim_slot
INSERT INTO timer_claims (name, slot) VALUES (%(name)s, %(slot)s) ON CONFLICT DO NOTHING RETURNING 1 AS claimed;

-- name: forget_slots
DELETE FROM timer_claims WHERE slot < %(before)s;

-- name: claim_key  (waits while another transaction holds the same key)
INSERT INTO idempotency (account_id, key, request, created_at)
VALUES (%(account_id)s, %(key)s, %(request)s, %(now)s) ON CONFLICT DO NOTHING RETURNING 1 AS claimed;

-- name: find_answer
SELECT request, answer FROM idempotency WHERE account_id = %(account_id)s AND key = %(key)s;

-- name: keep_answer
UPDATE idempotency SET answer = %(answer)s WHERE account_id = %(account_id)s AND key = %(key)s;

-- name: forget_answers
DELETE FROM idempotency WHERE created_at < %(before)s;

-- name: note_company  (nothing when a later revision is known)
INSERT INTO companies (account_id, released, revision) VALUES (%(account_id)s, %(released)s, %(revision)s)
ON CONFLICT (account_id) DO UPDATE SET released = excluded.released, revision = excluded.revision
WHERE companies.revision <= excluded.revision
RETURNING 1 AS noted;

-- name: find_company
SELECT released FROM companies WHERE account_id = %(account_id)s;

-- name: publish_waiting
WITH waiting AS (
    SELECT id FROM vacancies WHERE account_id = %(account_id)s AND status = 'waiting' ORDER BY id FOR UPDATE
)
UPDATE vacancies SET status = 'published', revision = revision + 1, changed_at = %(now)s,
    published_at = coalesce(published_at, %(now)s)
FROM waiting WHERE vacancies.id = waiting.id
RETURNING vacancies.id, account_id, external_id, revision, status, digest, published_at, changed_at, blocked, content;

-- name: set_blocked
UPDATE vacancies SET blocked = %(blocked)s WHERE id = %(id)s;

-- name: add_views  (a vacancy that is unknown is left out)
INSERT INTO views (vacancy_id, day, shown, opened)
SELECT new.vacancy_id, %(day)s, new.shown, new.opened
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (vacancy_id uuid, shown integer, opened integer)
JOIN vacancies ON vacancies.id = new.vacancy_id
ORDER BY new.vacancy_id
ON CONFLICT (vacancy_id, day) DO UPDATE SET shown = views.shown + excluded.shown, opened = views.opened + excluded.opened;

-- name: views_of
SELECT views.vacancy_id, sum(shown) AS shown, sum(opened) AS opened,
    coalesce(sum(shown) FILTER (WHERE day > %(lately)s), 0) AS shown_lately,
    coalesce(sum(opened) FILTER (WHERE day > %(lately)s), 0) AS opened_lately
FROM views JOIN vacancies ON vacancies.id = views.vacancy_id
WHERE vacancies.account_id = %(account_id)s GROUP BY views.vacancy_id;

-- name: written_for  (what a guild or chamber has entered or changed last)
SELECT id AS vacancy_id, entered_by, changed_by FROM vacancies
WHERE account_id = %(account_id)s AND (entered_by IS NOT NULL OR changed_by IS NOT NULL);

-- name: forget_views
DELETE FROM views WHERE day < %(before)s;

-- name: retain_lock
SELECT pg_try_advisory_xact_lock(727422) AS mine;

-- name: retain_drafts  -- never published, so nobody was told of them
DELETE FROM vacancies WHERE status = 'draft' AND published_at IS NULL AND changed_at < %(now)s - interval '30 days';

-- name: retain_reports  -- a vacancy that is still stopped keeps the reason why
DELETE FROM reports USING vacancies
WHERE vacancies.id = reports.vacancy_id AND decided_at < %(now)s - interval '6 months'
  AND NOT (vacancies.blocked AND state = 'upheld');
