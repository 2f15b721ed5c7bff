BEGIN;
CREATE TABLE jobs (id bigint PRIMARY KEY, state smallint NOT NULL DEFAULT 0, payload jsonb);
INSERT INTO jobs SELECT n, 0, jsonb_build_object('n', n) FROM generate_series(1, 10) n;
COMMIT;
