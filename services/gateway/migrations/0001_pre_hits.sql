-- How often somebody has asked in a window of time (docs/adr/0033). `who` is an account, or a keyed hash of a network.
-- UNLOGGED: after a crash everybody begins anew, and nothing of it is in a backup.
CREATE UNLOGGED TABLE hits (
    right_name text NOT NULL,
    who        bytea NOT NULL,
    ends_at    timestamptz NOT NULL,
    count      integer NOT NULL,
    PRIMARY KEY (right_name, who, ends_at)
);
CREATE INDEX hits_ended ON hits (ends_at);
