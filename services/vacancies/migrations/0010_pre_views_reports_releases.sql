-- How often a vacancy stood in a list and was opened, by day. Sums alone: nothing here says who has looked.
CREATE TABLE views (
    vacancy_id uuid NOT NULL REFERENCES vacancies ON DELETE CASCADE,
    day        date NOT NULL,
    shown      integer NOT NULL,
    opened     integer NOT NULL,
    PRIMARY KEY (vacancy_id, day)
);
CREATE INDEX views_day ON views (day);

-- Notices about vacancies and what became of them (docs/adr/0035). Who sent one is not known.
CREATE TABLE reports (
    id         uuid PRIMARY KEY,
    reference  text NOT NULL UNIQUE,
    vacancy_id uuid NOT NULL REFERENCES vacancies ON DELETE CASCADE,
    reason     text NOT NULL,
    text       text NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'dismissed', 'upheld')),
    answer     text,
    decided_by uuid,
    created_at timestamptz NOT NULL,
    decided_at timestamptz
);
CREATE INDEX reports_vacancy ON reports (vacancy_id);
CREATE INDEX reports_state ON reports (state, created_at);
CREATE INDEX reports_decided_at ON reports (decided_at) WHERE decided_at IS NOT NULL;

-- What accounts has said of companies: the later revision holds (docs/adr/0034).
CREATE TABLE companies (
    account_id uuid PRIMARY KEY,
    released   boolean NOT NULL,
    revision   integer NOT NULL
);

ALTER TABLE vacancies ADD COLUMN blocked boolean NOT NULL DEFAULT false;
ALTER TABLE vacancies DROP CONSTRAINT vacancies_status_check;
ALTER TABLE vacancies ADD CONSTRAINT vacancies_status_check
    CHECK (status IN ('draft', 'waiting', 'published', 'blocked', 'filled', 'withdrawn', 'expired'));
