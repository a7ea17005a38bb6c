-- name: ensure_account
INSERT INTO accounts (id, kind, name) VALUES (%(id)s, %(kind)s, %(name)s)
ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: insert_key
INSERT INTO keys (id, account_id, digest, subject, expires_on)
VALUES (%(id)s, %(account_id)s, %(digest)s, %(subject)s, %(expires_on)s);

-- name: find_key
SELECT keys.id AS key_id, keys.subject, keys.last_used_on, accounts.id AS account_id, accounts.kind,
       coalesce(companies.name, accounts.name) AS name, coalesce(companies.state = 'released', true) AS released
FROM keys JOIN accounts ON accounts.id = keys.account_id LEFT JOIN companies ON companies.account_id = accounts.id
WHERE keys.digest = %(digest)s AND keys.revoked_at IS NULL
  AND (keys.expires_on IS NULL OR keys.expires_on >= %(today)s);

-- name: touch_key
UPDATE keys SET last_used_on = %(now)s::date WHERE id = %(id)s AND last_used_on IS DISTINCT FROM %(now)s::date;

-- name: delete_keys_of
WITH gone AS (DELETE FROM keys WHERE subject = ANY(%(subjects)s) RETURNING account_id)
DELETE FROM accounts WHERE kind = 'leaver' AND id IN (SELECT account_id FROM gone);

-- name: issue_codes  (the earlier code of a leaver goes)
INSERT INTO claims (locator, leaver, secret, issued_at, expires_on)
SELECT locator, leaver, secret, %(now)s, %(expires_on)s
FROM jsonb_to_recordset(%(rows)s) AS new (locator text, leaver uuid, secret text)
ON CONFLICT (leaver) DO UPDATE SET
    locator = excluded.locator, secret = excluded.secret, issued_at = excluded.issued_at,
    expires_on = excluded.expires_on, used_at = NULL
WHERE claims.issued_at < excluded.issued_at;

-- name: find_claim
SELECT leaver, secret, expires_on FROM claims WHERE locator = %(locator)s AND used_at IS NULL AND expires_on >= %(today)s;

-- name: use_claim  (one row for the one who comes first)
UPDATE claims SET used_at = %(now)s
WHERE locator = %(locator)s AND secret = %(secret)s AND used_at IS NULL RETURNING leaver;

-- name: delete_claims_of
DELETE FROM claims WHERE leaver = ANY(%(leavers)s);
