-- Features of vacancies. A closed one keeps id and revision only, so that a late event does not reopen it.
CREATE TABLE vacancies (
    id           uuid PRIMARY KEY,
    revision     bigint NOT NULL,
    open         boolean NOT NULL,
    occupation   text,
    employer     text,
    latitude     double precision,
    longitude    double precision,
    level        smallint,
    strict       boolean,
    start_year   smallint,
    flexible     boolean,
    lesser_known boolean,
    document     jsonb,
    CHECK (NOT open OR document IS NOT NULL)
);

-- Features of leavers. An erased one keeps id and revision only. `kept` counts its edges,
-- `discoveries` and `care` those shown of each kind; `worst` is what a new vacancy must exceed to be shown (null: any may).
CREATE TABLE leavers (
    id          uuid PRIMARY KEY,
    revision    bigint NOT NULL,
    erased      boolean NOT NULL DEFAULT false,
    profile     jsonb,
    latitude    double precision,
    longitude   double precision,
    radius_km   real,
    kept        smallint NOT NULL DEFAULT 0,
    discoveries smallint NOT NULL DEFAULT 0,
    care        smallint NOT NULL DEFAULT 0,
    worst       real
);
CREATE INDEX leavers_short ON leavers (latitude) WHERE kept < 10 AND NOT erased;

-- The best vacancies of each leaver; `shown` is the place in the list of ten, from 1, null when only kept.
CREATE TABLE edges (
    leaver_id  uuid NOT NULL,
    vacancy_id uuid NOT NULL,
    fit        real NOT NULL,
    shown      smallint,
    PRIMARY KEY (leaver_id, vacancy_id)
);
CREATE INDEX edges_vacancy ON edges (vacancy_id);
