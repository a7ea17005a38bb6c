-- name: ensure_account
INSERT INTO accounts (id, kind, name) VALUES (%(id)s, %(kind)s, %(name)s)
ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: insert_key
INSERT INTO keys (id, account_id, digest, subject) VALUES (%(id)s, %(account_id)s, %(digest)s, %(subject)s);

-- name: find_key
SELECT keys.id AS key_id, keys.subject, keys.last_used_on, accounts.id AS account_id, accounts.kind, accounts.name
FROM keys JOIN accounts ON accounts.id = keys.account_id
WHERE keys.digest = %(digest)s AND keys.revoked_at IS NULL;

-- name: touch_key
UPDATE keys SET last_used_on = %(now)s::date WHERE id = %(id)s AND last_used_on IS DISTINCT FROM %(now)s::date;

-- name: delete_keys_of
WITH gone AS (DELETE FROM keys WHERE subject = ANY(%(subjects)s) RETURNING account_id)
DELETE FROM accounts WHERE kind = 'leaver' AND id IN (SELECT account_id FROM gone);
