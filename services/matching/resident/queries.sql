-- name: snapshot
-- Which transactions have ended: whoever reads what the others have written since misses nothing.
SELECT pg_current_snapshot()::text AS snapshot;

-- name: news
-- Leavers and vacancies written since, erased, moved and closed ones too, at most so many of each, as they are read at
-- first (rounds/queries.sql: read_roster, read_offers); without packed features where they are not for us. One
-- statement, so that all of it is of one moment, planned once. The rows written are found before anything is looked up
-- for them: where a new round's tables have no statistics looking up seems so dear that reading whole tables beside it
-- seems free. What another cluster has written, whose dump was restored, may have numbers that have not come yet.
SELECT pg_current_snapshot()::text AS snapshot,
       (SELECT coalesce(max(id), 0) FROM rounds WHERE state = 'current') AS round,
       (SELECT json_agg(one) FROM (
           SELECT l.id, l.erased OR l.latitude IS NULL AS gone, l.revision,
                  CASE WHEN l.reference = %(reference)s THEN l.packed END AS packed,
                  CASE WHEN l.reference IS DISTINCT FROM %(reference)s THEN l.profile END AS profile,
                  CASE WHEN l.own_round >= %(round)s THEN l.discoveries ELSE coalesce(b.discoveries, 0) END
                      AS discoveries,
                  CASE WHEN l.own_round >= %(round)s THEN l.care ELSE coalesce(b.care, 0) END AS care,
                  CASE WHEN l.own_round >= %(round)s THEN l.worst ELSE nullif(b.worst, '-Infinity') END AS worst
           FROM (
               SELECT * FROM leavers
               WHERE changed >= %(since)s::xid8 AND changed < pg_snapshot_xmax(pg_current_snapshot()) LIMIT %(most)s
           ) AS l LEFT JOIN LATERAL (
               SELECT discoveries, care, worst FROM lists WHERE slot = %(slot)s AND leaver_id = l.id OFFSET 0
           ) AS b ON l.own_round < %(round)s
       ) AS one) AS leavers,
       (SELECT json_agg(one) FROM (
           SELECT v.id, o.number, v.open, CASE WHEN v.open AND v.reference = %(reference)s THEN v.packed END AS packed,
                  coalesce(o.price, v.price, 0)::double precision AS price
           FROM (
               SELECT * FROM vacancies
               WHERE changed >= %(since)s::xid8 AND changed < pg_snapshot_xmax(pg_current_snapshot()) LIMIT %(most)s
           ) AS v LEFT JOIN LATERAL (
               SELECT number, price FROM offered WHERE slot = %(slot)s AND vacancy_id = v.id OFFSET 0
           ) AS o ON true
       ) AS one) AS vacancies;

-- name: plan_once
-- To plan `news` takes longer than to answer it.
SET plan_cache_mode = force_generic_plan;
