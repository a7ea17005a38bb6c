-- When a leaver's code was first used: a later code does not make the leaver one who never answered.
ALTER TABLE claims ADD COLUMN claimed_at timestamptz;
UPDATE claims SET claimed_at = used_at;
