-- Whether a vacancy is shown to anyone: in a list the service has made since the round, or in one of the round's.
CREATE FUNCTION is_shown(vacancy uuid, round bigint, in_slot smallint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM edges JOIN leavers ON leavers.id = edges.leaver_id
        WHERE edges.vacancy_id = vacancy AND edges.shown IS NOT NULL AND leavers.own_round >= round
    ) OR EXISTS (
        SELECT FROM offered JOIN holders ON holders.slot = in_slot AND holders.number = offered.number
        CROSS JOIN unnest(holders.leavers) AS one JOIN leavers ON leavers.id = one
        WHERE offered.slot = in_slot AND offered.vacancy_id = vacancy AND leavers.own_round < round AND NOT leavers.erased
    )
$$;
