-- In every service's schema. `subjects` holds every person or vacancy an event speaks of, so that erasure
-- finds batch events too. Sent rows live 14 days, inbox rows 60 (longer than any redrive).
CREATE TABLE outbox (
    seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid NOT NULL UNIQUE,
    name         text NOT NULL,
    subject      text NOT NULL,
    subjects     text[] NOT NULL DEFAULT '{}',
    body         text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz
);
CREATE INDEX outbox_pending ON outbox (seq) WHERE published_at IS NULL;
CREATE INDEX outbox_subject ON outbox (subject);

CREATE TABLE inbox (
    consumer   text NOT NULL,
    event_id   uuid NOT NULL,
    subject    text NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_subject ON inbox (subject);
