-- name: insert_person
INSERT INTO people (id, account_id, mail, regions) VALUES (%(id)s, %(account_id)s, %(mail)s, %(regions)s)
ON CONFLICT (mail) DO NOTHING RETURNING id;

-- name: ask
INSERT INTO link_requests (mail, asked_at) VALUES (%(mail)s, %(now)s);

-- name: take_asked
DELETE FROM link_requests WHERE id = (SELECT id FROM link_requests ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING mail;

-- name: person_of
SELECT people.id, (SELECT count(*) FROM links WHERE person_id = people.id AND made_at > %(since)s) AS links
FROM people WHERE mail = %(mail)s;

-- name: insert_link
INSERT INTO links (digest, person_id, made_at) VALUES (%(digest)s, %(person)s, %(now)s);

-- name: use_link  (one row for whoever comes first; the person's other links end with it)
WITH used AS (
    UPDATE links SET used_at = %(now)s WHERE digest = %(digest)s AND used_at IS NULL AND made_at > %(since)s
    RETURNING person_id
), others AS (
    UPDATE links SET used_at = %(now)s
    WHERE person_id IN (SELECT person_id FROM used) AND used_at IS NULL AND digest <> %(digest)s
)
SELECT used.person_id, accounts.kind, accounts.id AS account_id FROM used
JOIN people ON people.id = used.person_id JOIN accounts ON accounts.id = people.account_id;

-- name: insert_session
INSERT INTO sessions (id, person_id, digest, device, began_at, seen_at)
VALUES (%(id)s, %(person)s, %(digest)s, %(device)s, %(now)s, %(now)s);

-- name: find_session
SELECT sessions.id AS key_id, sessions.seen_at, people.id AS person_id, people.regions, accounts.id AS account_id,
       accounts.kind, coalesce(companies.name, accounts.name) AS name,
       coalesce(companies.state = 'released', true) AS released
FROM sessions JOIN people ON people.id = sessions.person_id JOIN accounts ON accounts.id = people.account_id
LEFT JOIN companies ON companies.account_id = accounts.id
WHERE sessions.digest = %(digest)s AND sessions.seen_at > %(idle_since)s AND sessions.began_at > %(began_since)s;

-- name: see_session
UPDATE sessions SET seen_at = %(now)s WHERE id = %(id)s;

-- name: list_sessions
SELECT id, device, began_at, seen_at FROM sessions
WHERE person_id = %(person)s AND seen_at > %(idle_since)s AND began_at > %(began_since)s ORDER BY seen_at DESC;

-- name: end_sessions
DELETE FROM sessions WHERE person_id = %(person)s AND (%(session)s::uuid IS NULL OR id = %(session)s)
    AND id IS DISTINCT FROM %(but)s::uuid;

-- name: tidy
WITH old AS (DELETE FROM links WHERE made_at < %(links_before)s)
DELETE FROM sessions WHERE seen_at <= %(idle_since)s OR began_at <= %(began_since)s;
