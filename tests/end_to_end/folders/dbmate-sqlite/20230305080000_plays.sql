-- migrate:up
INSERT INTO plays SELECT id, '2023-03-05' FROM tracks;
CREATE INDEX plays_at ON plays (at DESC, track_id)

-- migrate:down
DROP INDEX plays_at;
DELETE FROM plays
