-- name: horizon
-- All transactions before this one have ended: whoever reads what was written from it on misses nothing.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon;

-- name: changed
-- What is noted of leavers written since, erased and moved ones too; without packed features where they are not for us.
SELECT l.id::text, l.erased OR l.latitude IS NULL AS gone, l.revision,
       CASE WHEN l.reference = %(reference)s THEN l.packed END AS packed,
       CASE WHEN l.reference IS DISTINCT FROM %(reference)s THEN l.profile END AS profile,
       CASE WHEN l.own_round >= %(round)s THEN l.discoveries ELSE coalesce(b.discoveries, 0) END AS discoveries,
       CASE WHEN l.own_round >= %(round)s THEN l.care ELSE coalesce(b.care, 0) END AS care,
       CASE WHEN l.own_round >= %(round)s THEN l.worst ELSE nullif(b.worst, '-Infinity') END AS worst
FROM leavers AS l LEFT JOIN lists AS b ON b.slot = %(slot)s AND b.leaver_id = l.id AND l.own_round < %(round)s
WHERE l.changed >= %(since)s::xid8 LIMIT %(most)s;
