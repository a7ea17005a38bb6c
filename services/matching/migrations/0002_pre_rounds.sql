-- Rounds (docs/adr/0024). `packed` holds the features of a row as the kernel reads them (services/matching/packing.py),
-- written for the occupations that `reference` names. `own_round` is the newest round that had begun when a leaver's
-- edges were last made: if that is the current round or a later one, they are the leaver's list; else the list is the
-- current round's. `touched` is the newest round that had begun when the row last changed.
ALTER TABLE vacancies
    ADD COLUMN packed    bytea,
    ADD COLUMN reference bigint,
    ADD COLUMN touched   bigint NOT NULL DEFAULT 0,
    ADD COLUMN price     real;  -- until a round has one: what similar ones nearby cost
ALTER TABLE leavers
    ADD COLUMN packed    bytea,
    ADD COLUMN reference bigint,
    ADD COLUMN touched   bigint NOT NULL DEFAULT 0,
    ADD COLUMN own_round bigint NOT NULL DEFAULT 0;
CREATE INDEX vacancies_alike ON vacancies (occupation, latitude) WHERE open;
CREATE INDEX vacancies_touched ON vacancies (touched);
CREATE INDEX leavers_touched ON leavers (touched);

-- `kept` is -1 where a leaver has no edges because the list is a round's.
DROP INDEX leavers_short;
CREATE INDEX leavers_short ON leavers (latitude) WHERE kept BETWEEN 0 AND 9 AND NOT erased;

-- `slot` says which part of the tables below holds a round's lists, null once they were cleared. `reach` is how many
-- leavers a new vacancy is shown to for each of its places. `inputs` and `outcome` are checksums for a replay; `bounds`
-- are the latitudes where partitions begin but the first.
CREATE TABLE rounds (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state         text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'current', 'past')),
    slot          smallint CHECK (slot BETWEEN 0 AND 3),
    began_at      timestamptz NOT NULL DEFAULT now(),
    priced_at     timestamptz,
    switched_at   timestamptz,
    settled_at    timestamptz,
    rules_version text NOT NULL,
    weights       text NOT NULL,
    reference     text NOT NULL,
    seed          bigint NOT NULL,
    parts         smallint NOT NULL,
    bounds        double precision[],
    warm          boolean,
    attempts      smallint NOT NULL DEFAULT 0,  -- how often it was gone on with
    leavers       integer,
    vacancies     integer,
    inputs        text,
    outcome       text,
    reach         real
);
CREATE UNIQUE INDEX rounds_current ON rounds ((true)) WHERE state = 'current';
CREATE UNIQUE INDEX rounds_running ON rounds ((true)) WHERE state = 'running';
CREATE UNIQUE INDEX rounds_slot ON rounds (slot);

-- Who claimed which night.
CREATE TABLE round_nights (night date PRIMARY KEY);

-- Finished partitions: leavers from south to north.
CREATE TABLE round_parts (
    round   bigint NOT NULL REFERENCES rounds ON DELETE CASCADE,
    part    smallint NOT NULL,
    leavers integer NOT NULL,
    PRIMARY KEY (round, part)
);

-- The vacancies of a round by number, with the price it began with and the one it ended with.
CREATE TABLE offered (
    slot       smallint NOT NULL,
    number     integer NOT NULL,
    vacancy_id uuid NOT NULL,
    began_with double precision NOT NULL,
    price      double precision NOT NULL
) PARTITION BY LIST (slot);

-- The list of each leaver: numbers of vacancies, first those `shown`, best first, then those kept in reserve.
CREATE TABLE lists (
    slot        smallint NOT NULL,
    part        smallint NOT NULL,
    leaver_id   uuid NOT NULL,
    latitude    real NOT NULL,
    shown       smallint NOT NULL,
    discoveries smallint NOT NULL,
    care        smallint NOT NULL,
    worst       real NOT NULL,  -- minus infinity: any vacancy may be shown
    kept        integer[] NOT NULL
) PARTITION BY LIST (slot);

-- The same the other way round: to whom of a partition each vacancy is shown.
CREATE TABLE holders (
    slot    smallint NOT NULL,
    part    smallint NOT NULL,
    number  integer NOT NULL,
    leavers uuid[] NOT NULL
) PARTITION BY LIST (slot);

DO $$
BEGIN
    FOR slot IN 0..3 LOOP
        EXECUTE format('CREATE TABLE offered_%1$s PARTITION OF offered FOR VALUES IN (%1$s)', slot);
        EXECUTE format('CREATE TABLE lists_%1$s PARTITION OF lists FOR VALUES IN (%1$s)', slot);
        EXECUTE format('CREATE TABLE holders_%1$s PARTITION OF holders FOR VALUES IN (%1$s)', slot);
    END LOOP;
END $$;
CREATE INDEX offered_number ON offered (number);
CREATE INDEX offered_vacancy ON offered (vacancy_id);
CREATE INDEX lists_leaver ON lists (leaver_id);
CREATE INDEX lists_short ON lists (latitude) WHERE cardinality(kept) < 10;
CREATE INDEX holders_number ON holders (number);
