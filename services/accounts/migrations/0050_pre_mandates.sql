-- Mandates (docs/adr/0048): a guild or chamber writes for a company that has allowed it, until one of them ends it.
-- `company` is empty where the address belongs to somebody who is no company: who asked is not told.
CREATE TABLE mandates (
    id           uuid PRIMARY KEY,
    clerk        uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    company      uuid REFERENCES accounts ON DELETE CASCADE,
    asked_name   text NOT NULL,
    mail         text NOT NULL,
    asked_by     uuid,
    asked_at     timestamptz NOT NULL,
    digest       bytea UNIQUE,
    text_version text NOT NULL,
    given_at     timestamptz,
    given_by     text CHECK (given_by IN ('link', 'page')),
    ends_on      date,
    ended_at     timestamptz,
    ended_by     text CHECK (ended_by IN ('clerk', 'company', 'renewed')),
    CHECK ((given_at IS NULL) = (ends_on IS NULL))
);
-- Asked once; whoever was refused may ask again when the refusal is forgotten.
CREATE UNIQUE INDEX mandates_asked ON mandates (clerk, mail) WHERE given_at IS NULL;
CREATE UNIQUE INDEX mandates_living ON mandates (clerk, company) WHERE given_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX mandates_company ON mandates (company);
