-- Companies, schools and importers. A key's digest only, never the key.
CREATE TABLE accounts (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('company', 'school', 'importer', 'leaver')),
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, name)
);

CREATE TABLE keys (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    digest       bytea NOT NULL UNIQUE,
    subject      uuid,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_on date,
    revoked_at   timestamptz
);
CREATE INDEX keys_subject ON keys (subject) WHERE subject IS NOT NULL;
