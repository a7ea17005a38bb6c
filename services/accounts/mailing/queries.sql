-- name: insert_mail
INSERT INTO mails (id, recipient, subject, text, made_at, due_at, ends_at)
VALUES (%(id)s, %(recipient)s, %(subject)s, %(text)s, %(now)s, %(now)s, %(ends_at)s);

-- name: wake
SELECT pg_notify('hv_mails_' || current_schema(), '');

-- name: take  (the lock is the claim: it ends with the transaction, or with the process)
SELECT id, recipient, subject, text, attempts FROM mails
WHERE text IS NOT NULL AND due_at <= %(now)s AND ends_at > %(now)s
ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: sent
UPDATE mails SET sent_at = %(now)s, text = NULL, attempts = attempts + 1 WHERE id = %(id)s;

-- name: later
UPDATE mails SET due_at = %(due_at)s, attempts = attempts + 1 WHERE id = %(id)s;

-- name: refused
UPDATE mails SET failure = %(failure)s, text = NULL, attempts = attempts + 1 WHERE id = %(id)s;

-- name: give_up
UPDATE mails SET failure = 'too late', text = NULL WHERE text IS NOT NULL AND ends_at <= %(now)s;

-- name: forget
DELETE FROM mails WHERE made_at < %(before)s;
