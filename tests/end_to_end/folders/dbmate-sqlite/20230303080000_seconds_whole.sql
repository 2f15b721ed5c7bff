-- migrate:up
PRAGMA legacy_alter_table = ON;
DROP VIEW longest;
ALTER TABLE tracks RENAME TO tracks_old;
CREATE TABLE tracks (
  id INTEGER PRIMARY KEY,
  artist_id INTEGER REFERENCES artists (id),
  title TEXT,
  seconds INTEGER
) STRICT;
INSERT INTO tracks SELECT id, artist_id, title, CAST(round(seconds) AS INTEGER) FROM tracks_old;
DROP TABLE tracks_old;
CREATE VIEW longest AS SELECT title, seconds FROM tracks ORDER BY seconds DESC LIMIT 1;

-- migrate:down
