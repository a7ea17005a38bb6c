-- How far an erasure is (docs/adr/0037). `item` is the id of the item that was said, which the services answer with;
-- `waiting` whom we wait for: services, at the end `queues`. `receipt` is the SHA-256 of the receipt's address.
CREATE TABLE erasures (
    leaver_id    uuid PRIMARY KEY REFERENCES tombstones ON DELETE CASCADE,
    item         uuid NOT NULL UNIQUE,
    receipt      text UNIQUE,
    round        smallint NOT NULL DEFAULT 1,
    asked_at     timestamptz NOT NULL,
    said_at      timestamptz NOT NULL,
    waiting      text[] NOT NULL,
    completed_at timestamptz
);
CREATE INDEX erasures_open ON erasures (said_at) WHERE completed_at IS NULL;
