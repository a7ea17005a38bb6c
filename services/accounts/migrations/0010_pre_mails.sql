-- Mails that wait or were sent (docs/adr/0032). The text goes when the mail is sent, given up or too old; the row
-- with its address after 30 days. `due_at` is when it is tried next.
CREATE TABLE mails (
    id        uuid PRIMARY KEY,
    recipient text NOT NULL,
    subject   text NOT NULL,
    text      text,
    made_at   timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    attempts  integer NOT NULL DEFAULT 0,
    sent_at   timestamptz,
    failure   text,
    CHECK (text IS NOT NULL OR sent_at IS NOT NULL OR failure IS NOT NULL)
);
CREATE INDEX mails_waiting ON mails (due_at) WHERE text IS NOT NULL;
