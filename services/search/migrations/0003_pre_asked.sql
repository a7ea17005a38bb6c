-- What people asked for, counted by day: no time of day, no person, no address, no way to join two rows.
-- `text` is folded and short; texts with signs of a person in them never get here (services/search/asked.py).
-- Position in tenths of a degree (some 11 km). Rows live 90 days, texts asked once or twice 14.
CREATE TABLE asked (
    day       date NOT NULL,
    text      text NOT NULL CHECK (length(text) <= 80),
    latitude  numeric(3, 1),
    longitude numeric(4, 1),
    outcome   text NOT NULL CHECK (outcome IN ('found', 'eased', 'nothing', 'failed')),
    times     integer NOT NULL,
    UNIQUE NULLS NOT DISTINCT (day, text, latitude, longitude, outcome)
);

-- Names of occupations that an editor accepted; search knows them beside those of the reference tables.
CREATE TABLE aliases (
    name        text PRIMARY KEY,
    occupations text[] NOT NULL CHECK (cardinality(occupations) BETWEEN 1 AND 40),
    accepted_at timestamptz NOT NULL DEFAULT now()
);
