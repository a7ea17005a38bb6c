-- "Nein danke": a second secret of a letter, which erases the row. Rows of earlier letters have none.
ALTER TABLE claims ADD COLUMN decline text;

-- Short-lived codes a leaver shows as a QR code: to go on with another device (move), or for a parent's consent (parent).
CREATE TABLE passes (
    locator    text PRIMARY KEY,
    leaver     uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('move', 'parent')),
    secret     text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX passes_leaver ON passes (leaver);

-- The consent ledger (docs/adr/0039): which text was agreed to, for what, by whom, when, and when that was taken back.
CREATE TABLE consents (
    id           uuid PRIMARY KEY,
    leaver       uuid NOT NULL,
    purpose      text NOT NULL,
    text_version text NOT NULL,
    given_by     text NOT NULL CHECK (given_by IN ('leaver', 'parent')),
    given_at     timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX consents_living ON consents (leaver, purpose, given_by) WHERE withdrawn_at IS NULL;
