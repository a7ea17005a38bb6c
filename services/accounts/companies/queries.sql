-- name: insert_company
INSERT INTO companies (account_id, name, postal_code, kreis, email, phone, chamber_number, state, registered_at)
VALUES (%(account_id)s, %(name)s, %(postal_code)s, %(kreis)s, %(email)s, %(phone)s, %(chamber_number)s, 'unconfirmed',
        %(now)s);

-- name: insert_account
INSERT INTO accounts (id, kind, name) VALUES (%(id)s, 'company', %(name)s);

-- name: delete_account
DELETE FROM accounts WHERE id = %(id)s;

-- name: confirm
UPDATE companies SET state = 'waiting', confirmed_at = %(now)s
WHERE account_id = %(account_id)s AND state = 'unconfirmed';

-- name: find
SELECT * FROM companies WHERE account_id = %(account_id)s;

-- name: find_locked
SELECT * FROM companies WHERE account_id = %(account_id)s FOR UPDATE;

-- name: list  (of a region: Kreise by the beginning of their keys; NULL: everywhere)
SELECT * FROM companies
WHERE state = %(state)s
  AND (%(regions)s::text[] IS NULL OR EXISTS (
      SELECT FROM unnest(%(regions)s::text[]) AS part WHERE starts_with(kreis, part)))
ORDER BY CASE WHEN state = 'waiting' THEN confirmed_at END, decided_at DESC, account_id
LIMIT %(limit)s;

-- name: decide
UPDATE companies SET state = %(state)s, reason = %(reason)s, decided_by = %(by)s, decided_at = %(now)s,
    revision = revision + 1
WHERE account_id = %(account_id)s RETURNING revision;

-- name: remind_of  (each company once, by one instance)
UPDATE companies SET reminded_at = %(now)s WHERE account_id IN (
    SELECT account_id FROM companies
    WHERE state = 'waiting' AND reminded_at IS NULL AND confirmed_at <= %(before)s
    FOR UPDATE SKIP LOCKED)
RETURNING account_id, name, kreis, postal_code;

-- name: coordinators_of  (a Kreis; regions are beginnings of its key)
SELECT people.mail FROM people JOIN accounts ON accounts.id = people.account_id
WHERE accounts.kind = 'coordinator'
  AND EXISTS (SELECT FROM unnest(people.regions) AS part WHERE starts_with(%(kreis)s, part));

-- name: forget_companies  (nobody confirmed them, or they were refused long ago)
DELETE FROM accounts USING companies
WHERE companies.account_id = accounts.id
  AND ((state = 'unconfirmed' AND registered_at < %(unconfirmed_before)s)
       OR (state = 'refused' AND decided_at < %(refused_before)s))
RETURNING accounts.id, state, revision;
