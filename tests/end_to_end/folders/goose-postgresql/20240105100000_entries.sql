-- +goose Up
CREATE TABLE not_there_yet (id integer);
CREATE TEMP TABLE batch (what text) ON COMMIT DROP;
INSERT INTO batch VALUES ('opened'), ('paid');
INSERT INTO audit (what) SELECT what FROM batch ORDER BY what;

-- +goose Down
DELETE FROM audit;
DROP TABLE not_there_yet;
