-- The version before makes and reads lists in a table that goes here.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = 'hv_matching') THEN
        RAISE EXCEPTION 'Die Fassung davor von matching läuft noch und kennt die neuen Listen nicht.'
            USING HINT = 'Halten Sie matching an (docker compose stop matching, ohne Container make down) und rufen Sie heimvorteil init noch einmal auf. Ereignisse warten so lange.';
    END IF;
END $$;

-- The list the service has made for a leaver (docs/adr/0050): ids of vacancies, first those `shown`, best first, then
-- those kept in reserve. Null where a round makes it (`kept` -1), or where there is none yet.
ALTER TABLE leavers
    ADD COLUMN own   uuid[],
    ADD COLUMN shown smallint NOT NULL DEFAULT 0;

-- The same the other way round: who is shown what in such a list, as far as the holders of the round do not say it.
-- What is noted here too much does no harm: a reader looks whether the list still has it.
CREATE TABLE own_holders (
    vacancy_id uuid NOT NULL,
    leaver_id  uuid NOT NULL,
    PRIMARY KEY (vacancy_id, leaver_id)
);
CREATE INDEX own_holders_leaver ON own_holders (leaver_id);

UPDATE leavers SET own = list.own, shown = list.shown
FROM (SELECT leaver_id, array_agg(vacancy_id ORDER BY shown, fit DESC) AS own, count(shown) AS shown
      FROM edges GROUP BY leaver_id) AS list
WHERE leavers.id = list.leaver_id;
INSERT INTO own_holders SELECT vacancy_id, leaver_id FROM edges WHERE shown IS NOT NULL;
DROP TABLE edges;

-- To whom a vacancy is shown: in lists the service has made since the round, and in those of the round. Some twice.
CREATE FUNCTION shown_to(vacancy uuid, round bigint, in_slot smallint) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT leavers.id FROM own_holders JOIN leavers ON leavers.id = own_holders.leaver_id
    WHERE own_holders.vacancy_id = vacancy AND leavers.own_round >= round
      AND vacancy = ANY (leavers.own[1:leavers.shown])
    UNION ALL
    SELECT one.id FROM offered
    CROSS JOIN LATERAL (
        SELECT leavers FROM holders WHERE holders.slot = in_slot AND holders.number = offered.number OFFSET 0
    ) AS told
    CROSS JOIN LATERAL unnest(told.leavers) AS leaver
    CROSS JOIN LATERAL (SELECT * FROM leavers WHERE leavers.id = leaver OFFSET 0) AS one
    WHERE offered.slot = in_slot AND offered.vacancy_id = vacancy AND NOT one.erased
      AND (one.own_round < round OR vacancy = ANY (one.own[1:one.shown]))
$$;
CREATE OR REPLACE FUNCTION is_shown(vacancy uuid, round bigint, in_slot smallint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM shown_to(vacancy, round, in_slot))
$$;

-- Vacancies of an occupation in a box, and the features of those with given ids, are found in the index alone.
CREATE INDEX vacancies_near ON vacancies (occupation, latitude, longitude) INCLUDE (id) WHERE open;
CREATE INDEX vacancies_packed ON vacancies (id) INCLUDE (reference, packed, price) WHERE open;
DROP INDEX vacancies_alike;
