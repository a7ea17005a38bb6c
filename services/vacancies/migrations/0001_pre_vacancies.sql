-- Vacancies: the head in columns, what the sender wrote (checked and completed) in `content`.
CREATE TABLE vacancies (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL,
    external_id  text,
    revision     integer NOT NULL CHECK (revision > 0),
    status       text NOT NULL CHECK (status IN ('draft', 'published', 'filled', 'withdrawn', 'expired')),
    digest       text NOT NULL,
    start_date   date NOT NULL,
    apply_by     date,
    published_at timestamptz,
    changed_at   timestamptz NOT NULL,
    content      jsonb NOT NULL
);
CREATE UNIQUE INDEX vacancies_external_id ON vacancies (account_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX vacancies_account ON vacancies (account_id, changed_at DESC);
CREATE INDEX vacancies_apply_by ON vacancies (apply_by) WHERE status = 'published' AND apply_by IS NOT NULL;
CREATE INDEX vacancies_start_date ON vacancies (start_date) WHERE status = 'published';

-- Answers to posts that carried an Idempotency-Key. `answer` is NULL only inside the transaction that makes it.
CREATE TABLE idempotency (
    account_id uuid NOT NULL,
    key        text NOT NULL,
    request    text NOT NULL,
    answer     jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_created_at ON idempotency (created_at);

-- Timers fire in every instance; the one that inserts the slot does the work.
CREATE TABLE timer_claims (
    name text NOT NULL,
    slot timestamptz NOT NULL,
    PRIMARY KEY (name, slot)
);
