-- Who signs in by a link in a mail (docs/adr/0032): one address, one account. Of links and sessions only SHA-256.
ALTER TABLE accounts DROP CONSTRAINT accounts_kind_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_kind_check CHECK (kind IN (
    'company', 'school', 'importer', 'leaver', 'clerk', 'mentor', 'coordinator', 'authority', 'job_centre',
    'vocational_school'
));

CREATE TABLE people (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mail       text NOT NULL UNIQUE CHECK (mail = lower(mail)),
    regions    text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX people_account ON people (account_id);

-- Every address that is typed is written down first, known or not, so that both answers take as long.
CREATE TABLE link_requests (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mail     text NOT NULL,
    asked_at timestamptz NOT NULL
);

CREATE TABLE links (
    digest    bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    made_at   timestamptz NOT NULL,
    used_at   timestamptz
);
CREATE INDEX links_person ON links (person_id, made_at);

CREATE TABLE sessions (
    id        uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    digest    bytea NOT NULL UNIQUE,
    device    text NOT NULL,
    began_at  timestamptz NOT NULL,
    seen_at   timestamptz NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
