-- What the indices are built from: `reindex` reads only this. A tombstone stays for ever, because
-- Elasticsearch forgets a deleted version after a minute and a late event would bring the document back.
-- `source_revision` is the owner's counter, `document_version` ours (Elasticsearch's external version).
CREATE TABLE projection (
    kind             text NOT NULL CHECK (kind IN ('vacancy', 'candidate')),
    id               uuid NOT NULL,
    source_revision  bigint NOT NULL,
    document_version bigint NOT NULL,
    tombstone        boolean NOT NULL,
    body             jsonb CHECK (tombstone = (body IS NULL)),
    changed_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, id)
);
