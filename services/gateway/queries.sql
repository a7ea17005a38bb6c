-- name: hit
INSERT INTO hits (right_name, who, ends_at, count) VALUES (%(right)s, %(who)s, %(ends_at)s, 1)
ON CONFLICT (right_name, who, ends_at) DO UPDATE SET count = hits.count + 1
RETURNING count;

-- name: forget
DELETE FROM hits WHERE ends_at < now();
