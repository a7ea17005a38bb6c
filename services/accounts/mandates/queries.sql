-- name: ask  (nothing where it was asked already)
INSERT INTO mandates (id, clerk, company, asked_name, mail, asked_by, asked_at, digest, text_version)
VALUES (%(id)s, %(clerk)s, %(company)s, %(name)s, %(mail)s, %(asked_by)s, %(now)s, %(digest)s, %(text_version)s)
ON CONFLICT (clerk, mail) WHERE given_at IS NULL DO NOTHING RETURNING id;

-- name: company_of  (an address that signs in for a company)
SELECT accounts.id FROM people JOIN accounts ON accounts.id = people.account_id
WHERE people.mail = %(mail)s AND accounts.kind = 'company';

-- name: list  (an account's, as clerk or as company: open ones first, then the latest)
SELECT mandates.id, clerk, writer.name AS clerk_name, CASE WHEN given_at IS NOT NULL THEN company END AS company,
    CASE WHEN given_at IS NULL AND clerk = %(account)s THEN asked_name
         ELSE coalesce(companies.name, firm.name, asked_name) END AS company_name,
    CASE WHEN given_at IS NULL THEN CASE WHEN ended_at IS NULL THEN 'asked' ELSE 'refused' END
         WHEN ended_at IS NOT NULL THEN 'ended' WHEN ends_on < %(today)s THEN 'expired' ELSE 'given' END AS state,
    asked_at, given_at, ends_on, ended_at, ended_by, text_version
FROM mandates JOIN accounts AS writer ON writer.id = clerk
LEFT JOIN accounts AS firm ON firm.id = company LEFT JOIN companies ON companies.account_id = company
WHERE (clerk = %(account)s OR company = %(account)s) AND (%(id)s::uuid IS NULL OR mandates.id = %(id)s)
ORDER BY ended_at IS NOT NULL, given_at IS NOT NULL, coalesce(ended_at, given_at, asked_at) DESC, mandates.id
LIMIT 500;

-- name: find_asked  (by the mail's link)
SELECT id, company, mail FROM mandates
WHERE digest = %(digest)s AND company IS NOT NULL AND given_at IS NULL AND ended_at IS NULL AND asked_at > %(since)s
FOR UPDATE;

-- name: end_earlier  (a new one takes the place of what was given before)
UPDATE mandates SET ended_at = %(now)s, ended_by = 'renewed'
FROM mandates AS new
WHERE new.id = %(id)s AND mandates.clerk = new.clerk AND mandates.company = new.company AND mandates.id <> new.id
  AND mandates.given_at IS NOT NULL AND mandates.ended_at IS NULL;

-- name: give
UPDATE mandates SET given_at = %(now)s, given_by = %(given_by)s, ends_on = %(ends_on)s, digest = NULL
WHERE id = %(id)s AND given_at IS NULL AND ended_at IS NULL RETURNING id;

-- name: give_again  (what the company itself has ended: a mandate of its own, the old one stays as it was)
INSERT INTO mandates (id, clerk, company, asked_name, mail, asked_by, asked_at, text_version, given_at, given_by, ends_on)
SELECT %(new_id)s, clerk, company, asked_name, mail, asked_by, asked_at, %(text_version)s, %(now)s, 'page', %(ends_on)s
FROM mandates WHERE id = %(id)s AND given_at IS NOT NULL AND ended_by = 'company'
ON CONFLICT DO NOTHING RETURNING id;

-- name: end
UPDATE mandates SET ended_at = %(now)s, ended_by = %(by)s, digest = NULL WHERE id = %(id)s AND ended_at IS NULL RETURNING id;

-- name: whom_to_tell  (both sides of a mandate: the company's address and Kreis, and whoever asked)
SELECT mandates.mail AS company_mail, companies.kreis, people.mail AS clerk_mail, writer.name AS clerk_name,
    coalesce(companies.name, firm.name, asked_name) AS company_name
FROM mandates JOIN accounts AS writer ON writer.id = clerk
LEFT JOIN people ON people.id = asked_by
LEFT JOIN accounts AS firm ON firm.id = company LEFT JOIN companies ON companies.account_id = company
WHERE mandates.id = %(id)s;

-- name: acts_for
SELECT mandates.id AS mandate_id, accounts.id AS account_id, coalesce(companies.name, accounts.name) AS name,
    coalesce(companies.state = 'released', true) AS released
FROM mandates JOIN accounts ON accounts.id = company LEFT JOIN companies ON companies.account_id = company
WHERE clerk = %(clerk)s AND company = %(company)s AND given_at IS NOT NULL AND ended_at IS NULL AND ends_on >= %(today)s;
