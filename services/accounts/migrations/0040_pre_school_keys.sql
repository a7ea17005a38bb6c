-- Keys a school makes itself (docs/adr/0045): for one season, told apart by the public signs they begin with.
ALTER TABLE keys ADD COLUMN season text;
ALTER TABLE keys ADD COLUMN prefix text;
CREATE INDEX keys_account ON keys (account_id);
