-- One living claim code a leaver. Of the secret only an argon2id hash; which code belongs to whom only the school knows.
CREATE TABLE claims (
    locator    text PRIMARY KEY,
    leaver     uuid NOT NULL UNIQUE,
    secret     text NOT NULL,
    issued_at  timestamptz NOT NULL,
    expires_on date NOT NULL,
    used_at    timestamptz
);

-- A leaver's key ends with its code's season.
ALTER TABLE keys ADD COLUMN expires_on date;
