-- name: horizon
-- All transactions before this one have ended: whoever reads what was written from it on misses nothing.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon;

-- name: changed_leavers
-- What is noted of leavers written since, erased and moved ones too; without packed features where they are not for us.
-- What another cluster has written, whose dump was restored, may have numbers that have not come yet.
SELECT l.id::text, l.erased OR l.latitude IS NULL AS gone, l.revision,
       CASE WHEN l.reference = %(reference)s THEN l.packed END AS packed,
       CASE WHEN l.reference IS DISTINCT FROM %(reference)s THEN l.profile END AS profile,
       CASE WHEN l.own_round >= %(round)s THEN l.discoveries ELSE coalesce(b.discoveries, 0) END AS discoveries,
       CASE WHEN l.own_round >= %(round)s THEN l.care ELSE coalesce(b.care, 0) END AS care,
       CASE WHEN l.own_round >= %(round)s THEN l.worst ELSE nullif(b.worst, '-Infinity') END AS worst
FROM leavers AS l LEFT JOIN LATERAL (
    SELECT discoveries, care, worst FROM lists WHERE slot = %(slot)s AND leaver_id = l.id OFFSET 0
) AS b ON l.own_round < %(round)s
WHERE l.changed >= %(since)s::xid8 AND l.changed < pg_snapshot_xmax(pg_current_snapshot()) LIMIT %(most)s;

-- name: changed_vacancies
-- As they are read at first (rounds/queries.sql: read_offers).
SELECT v.id::text, o.number, v.open, CASE WHEN v.open AND v.reference = %(reference)s THEN v.packed END AS packed,
       coalesce(o.price, v.price, 0)::double precision AS price
FROM vacancies AS v LEFT JOIN LATERAL (
    SELECT number, price FROM offered WHERE slot = %(slot)s AND vacancy_id = v.id OFFSET 0
) AS o ON true
WHERE v.changed >= %(since)s::xid8 AND v.changed < pg_snapshot_xmax(pg_current_snapshot()) LIMIT %(most)s;
