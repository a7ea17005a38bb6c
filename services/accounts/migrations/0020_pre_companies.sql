-- Companies that have registered themselves (docs/adr/0034). A company whose key an operator made has no row here.
CREATE TABLE companies (
    account_id     uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    name           text NOT NULL,
    postal_code    text NOT NULL,
    kreis          text NOT NULL,
    email          text NOT NULL,
    phone          text NOT NULL,
    chamber_number text NOT NULL,
    state          text NOT NULL CHECK (state IN ('unconfirmed', 'waiting', 'released', 'refused')),
    reason         text,
    revision       integer NOT NULL DEFAULT 1,
    registered_at  timestamptz NOT NULL,
    confirmed_at   timestamptz,
    decided_at     timestamptz,
    decided_by     uuid,
    reminded_at    timestamptz
);
CREATE INDEX companies_state ON companies (state, confirmed_at);
