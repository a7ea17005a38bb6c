-- Pseudonymous leavers of a school's season. Retention: a leaver, the import rows and the tombstones of a
-- season go by 31 December of the season's year.
-- `row_key` is the school's own code, a keyed hash made at the edge, or `#n` for a place without a person yet.
-- `key_digest` is SHA-256 of school, season and row key: what identifies a person where the key is not kept.
-- `profile` is NULL for a place that waits for its claim code.
CREATE TABLE leavers (
    id         uuid PRIMARY KEY,
    school     uuid NOT NULL,
    season     text NOT NULL,
    row_key    text NOT NULL,
    key_digest text NOT NULL UNIQUE,
    profile    jsonb,
    revision   integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (school, season, row_key)
);

-- Pushes of cohorts. Retention: with `commits` false 24 hours, else as the leavers.
CREATE TABLE imports (
    id              uuid PRIMARY KEY,
    school          uuid NOT NULL,
    season          text NOT NULL,
    commits         boolean NOT NULL,
    file_hash       text,
    dropped_columns text[] NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz
);
CREATE INDEX imports_trial ON imports (created_at) WHERE NOT commits;

-- One verdict a row, never a cell's value. `row_key` and `leaver_id` stay NULL in a trial run.
CREATE TABLE import_rows (
    import_id  uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    line       integer NOT NULL,
    status     text NOT NULL CHECK (status IN ('accepted', 'rejected', 'duplicate')),
    row_key    text,
    key_digest text,
    leaver_id  uuid,
    errors     jsonb NOT NULL DEFAULT '[]',
    warnings   jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_rows_key ON import_rows (key_digest);

-- Erased leavers: a late event or the same file must not bring them back. Retention: as the leavers.
CREATE TABLE tombstones (
    leaver_id  uuid PRIMARY KEY,
    season     text NOT NULL,
    key_digest text NOT NULL UNIQUE,
    erased_at  timestamptz NOT NULL
);

-- Which instance runs a timer's turn. Retention: a day.
CREATE TABLE timer_turns (
    timer text NOT NULL,
    turn  timestamptz NOT NULL,
    PRIMARY KEY (timer, turn)
);

-- Erasure looks for everyone a batch event speaks of.
CREATE INDEX outbox_subjects ON outbox USING gin (subjects);
