-- The latest rebuild of each index, so that any instance can tell how far it is. Whether it still runs is said
-- by the lock it holds, not by this row.
CREATE TABLE rebuilds (
    kind  text PRIMARY KEY CHECK (kind IN ('vacancy', 'candidate')),
    id    uuid NOT NULL,
    state jsonb NOT NULL
);

-- The nightly comparison of each index with the projection. The instance that moves `night` on does the work;
-- all export the result.
CREATE TABLE index_checks (
    kind        text PRIMARY KEY CHECK (kind IN ('vacancy', 'candidate')),
    night       date NOT NULL,
    checked_at  timestamptz,
    documents   bigint,
    differences bigint
);
