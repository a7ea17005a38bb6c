-- Leavers who are erased: neither a late call nor a page that was open gives them a code or a key again.
CREATE TABLE erased (
    leaver    uuid PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT now()
);
