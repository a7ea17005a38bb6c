-- name: ensure_account
INSERT INTO accounts (id, kind, name) VALUES (%(id)s, %(kind)s, %(name)s)
ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: insert_key
INSERT INTO keys (id, account_id, digest, subject, expires_on)
SELECT %(id)s, %(account_id)s, %(digest)s, %(subject)s, %(expires_on)s
WHERE NOT EXISTS (SELECT FROM erased WHERE leaver = %(subject)s);

-- name: find_key
SELECT keys.id AS key_id, keys.subject, keys.season, keys.last_used_on, accounts.id AS account_id, accounts.kind,
       coalesce(companies.name, accounts.name) AS name, coalesce(companies.state = 'released', true) AS released
FROM keys JOIN accounts ON accounts.id = keys.account_id LEFT JOIN companies ON companies.account_id = accounts.id
WHERE keys.digest = %(digest)s AND keys.revoked_at IS NULL
  AND (keys.expires_on IS NULL OR keys.expires_on >= %(today)s);

-- name: touch_key
UPDATE keys SET last_used_on = %(now)s::date WHERE id = %(id)s AND last_used_on IS DISTINCT FROM %(now)s::date;

-- name: delete_keys_of
WITH gone AS (DELETE FROM keys WHERE subject = ANY(%(subjects)s) RETURNING account_id)
DELETE FROM accounts WHERE kind = 'leaver' AND id IN (SELECT account_id FROM gone);

-- name: end_keys_of  (a leaver's: one, all, or all but one; the account goes with the last)
WITH gone AS (
    DELETE FROM keys WHERE subject = %(leaver)s AND (%(only)s::uuid IS NULL OR id = %(only)s)
        AND id IS DISTINCT FROM %(but)s::uuid
    RETURNING id, account_id
)
DELETE FROM accounts WHERE kind = 'leaver' AND id IN (SELECT account_id FROM gone)
    AND NOT EXISTS (SELECT FROM keys WHERE account_id = accounts.id AND keys.id NOT IN (SELECT id FROM gone));

-- name: issue_codes  (the earlier code of a leaver goes)
INSERT INTO claims (locator, leaver, secret, decline, issued_at, expires_on)
SELECT locator, leaver, secret, decline, %(now)s, %(expires_on)s
FROM jsonb_to_recordset(%(rows)s) AS new (locator text, leaver uuid, secret text, decline text)
WHERE NOT EXISTS (SELECT FROM erased WHERE erased.leaver = new.leaver)
ON CONFLICT (leaver) DO UPDATE SET
    locator = excluded.locator, secret = excluded.secret, decline = excluded.decline, issued_at = excluded.issued_at,
    expires_on = excluded.expires_on, used_at = NULL
WHERE claims.issued_at < excluded.issued_at;

-- name: find_claim
SELECT leaver, secret, expires_on FROM claims WHERE locator = %(locator)s AND used_at IS NULL AND expires_on >= %(today)s;

-- name: use_claim  (one row for the one who comes first)
UPDATE claims SET used_at = %(now)s, claimed_at = coalesce(claimed_at, %(now)s)
WHERE locator = %(locator)s AND secret = %(secret)s AND used_at IS NULL RETURNING leaver;

-- name: note_erased
INSERT INTO erased (leaver) SELECT unnest(%(leavers)s::uuid[]) ON CONFLICT DO NOTHING;

-- name: delete_claims_of
DELETE FROM claims WHERE leaver = ANY(%(leavers)s);

-- name: export_leaver
SELECT jsonb_build_object(
    'keys', (SELECT jsonb_agg(to_jsonb(k) - '{digest,subject}'::text[]) FROM keys AS k WHERE subject = %(leaver)s),
    'claims', (SELECT jsonb_agg(to_jsonb(c) - '{secret,decline,leaver}'::text[]) FROM claims AS c WHERE leaver = %(leaver)s),
    'passes', (SELECT jsonb_agg(to_jsonb(p) - '{secret,leaver}'::text[]) FROM passes AS p WHERE leaver = %(leaver)s),
    'consents', (SELECT jsonb_agg(to_jsonb(c) - 'leaver') FROM consents AS c WHERE leaver = %(leaver)s),
    'outbox', (SELECT jsonb_agg(to_jsonb(o) - '{body,subjects,subject}'::text[]) FROM outbox AS o WHERE subjects @> ARRAY[%(leaver)s::text]),
    'inbox', (SELECT jsonb_agg(to_jsonb(i) - 'subject') FROM inbox AS i WHERE subject = %(leaver)s::text)
) AS held;

-- name: retain_lock
SELECT pg_try_advisory_xact_lock(727422) AS mine;

-- name: retain_claims
DELETE FROM claims WHERE expires_on < %(now)s::date;

-- name: retain_ended_keys  -- a leaver's account goes with its key
WITH gone AS (DELETE FROM keys WHERE expires_on < %(now)s::date RETURNING account_id)
DELETE FROM accounts WHERE kind = 'leaver' AND id IN (SELECT account_id FROM gone);

-- name: retain_keys  -- a leaver's account goes with its key
WITH gone AS (
    DELETE FROM keys WHERE coalesce(last_used_on, created_at::date) < (%(now)s - interval '12 months')::date
    RETURNING account_id
), emptied AS (DELETE FROM accounts WHERE kind = 'leaver' AND id IN (SELECT account_id FROM gone))
SELECT 1 FROM gone;

-- name: retain_mandates
DELETE FROM mandates WHERE least(ended_at::date, ends_on) < (%(now)s - interval '3 years')::date;

-- name: retain_asked_mandates  -- so long nobody who said no is asked again
DELETE FROM mandates WHERE given_at IS NULL
    AND coalesce(ended_at + interval '30 days', asked_at + interval '7 days') < %(now)s;

-- name: retain_erased
DELETE FROM erased WHERE erased_at < %(now)s - interval '180 days';

-- name: lapsed_claims  -- of letters nobody ever used
SELECT leaver FROM claims WHERE claimed_at IS NULL AND issued_at < %(now)s - interval '60 days' ORDER BY leaver;

-- name: find_decline
SELECT leaver, decline FROM claims WHERE locator = %(locator)s AND decline IS NOT NULL AND expires_on >= %(today)s;

-- name: end_passes
DELETE FROM passes WHERE leaver = %(leaver)s AND kind = %(kind)s;

-- name: keep_pass
INSERT INTO passes (locator, leaver, kind, secret, expires_at)
SELECT %(locator)s, %(leaver)s, %(kind)s, %(secret)s, %(expires_at)s
WHERE NOT EXISTS (SELECT FROM erased WHERE leaver = %(leaver)s);

-- name: find_pass
SELECT leaver, secret FROM passes WHERE locator = %(locator)s AND kind = %(kind)s AND expires_at > %(now)s;

-- name: use_pass
DELETE FROM passes WHERE locator = %(locator)s;

-- name: last_day
SELECT max(expires_on) AS expires_on FROM keys WHERE subject = %(leaver)s;

-- name: agree
INSERT INTO consents (id, leaver, purpose, text_version, given_by, given_at)
SELECT %(id)s, %(leaver)s, %(purpose)s, %(text_version)s, %(given_by)s, %(now)s
WHERE NOT EXISTS (SELECT FROM erased WHERE leaver = %(leaver)s)
ON CONFLICT DO NOTHING;

-- name: withdraw
UPDATE consents SET withdrawn_at = %(now)s WHERE leaver = %(leaver)s AND purpose = %(purpose)s AND withdrawn_at IS NULL;

-- name: living_consents
SELECT given_by, text_version, given_at FROM consents
WHERE leaver = %(leaver)s AND purpose = %(purpose)s AND withdrawn_at IS NULL ORDER BY given_at;

-- name: forget_passes_of
DELETE FROM passes WHERE leaver = ANY(%(leavers)s);

-- name: forget_consents_of
DELETE FROM consents WHERE leaver = ANY(%(leavers)s);

-- name: retain_passes
DELETE FROM passes WHERE expires_at < %(now)s;

-- name: acts  (of a region: Kreise and Länder by the beginning of their keys; NULL: everything, with what belongs to none)
SELECT * FROM audit.acts
WHERE (%(before)s::bigint IS NULL OR id < %(before)s) AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
  AND (%(who)s::text IS NULL OR %(who)s IN (role, account::text, actor::text))
  AND (%(regions)s::text[] IS NULL OR EXISTS (
      SELECT FROM unnest(%(regions)s::text[]) AS part WHERE starts_with(kreis, part)))
ORDER BY id DESC LIMIT %(limit)s;

-- name: count_acts
SELECT count(*) AS old FROM audit.acts WHERE at < %(now)s - interval '3 years';

-- name: retain_acts  -- the table's policy says the same of its own clock
DELETE FROM audit.acts WHERE at < %(now)s - interval '3 years';

-- name: lock_account
SELECT FROM accounts WHERE id = %(account)s FOR UPDATE;

-- name: keys_of  (a school's)
SELECT id, prefix, season, created_at, last_used_on, expires_on, revoked_at FROM keys
WHERE account_id = %(account)s AND subject IS NULL ORDER BY created_at DESC, id;

-- name: insert_school_key
INSERT INTO keys (id, account_id, digest, prefix, season, expires_on, created_at)
VALUES (%(id)s, %(account_id)s, %(digest)s, %(prefix)s, %(season)s, %(expires_on)s, %(now)s)
RETURNING id, prefix, season, created_at, last_used_on, expires_on, revoked_at;

-- name: end_key
UPDATE keys SET expires_on = %(until)s WHERE id = %(id)s;

-- name: revoke_key
UPDATE keys SET revoked_at = %(now)s WHERE id = %(id)s AND revoked_at IS NULL;

-- name: retain_revoked_keys
DELETE FROM keys WHERE revoked_at < %(now)s - interval '30 days';
