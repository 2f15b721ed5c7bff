-- migrate:up transaction:false
PRAGMA journal_mode = DELETE;
CREATE VIEW longest AS SELECT title, seconds FROM tracks ORDER BY seconds DESC LIMIT 1;
CREATE TABLE plays (track_id INTEGER REFERENCES tracks (id), at TEXT) ;

-- migrate:down transaction:false
DROP TABLE plays;
DROP VIEW longest;
