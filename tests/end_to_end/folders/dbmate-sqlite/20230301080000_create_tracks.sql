-- migrate:up
CREATE TABLE artists (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE tracks (
  id INTEGER PRIMARY KEY,
  artist_id INTEGER REFERENCES artists (id),
  title TEXT,
  seconds REAL
) STRICT;
INSERT INTO artists VALUES (1, 'Nina'), (2, 'Björk');
INSERT INTO tracks VALUES (1, 1, 'Sinnerman', 622.0), (2, 2, 'Jóga', 305.5);

-- migrate:down
DROP TABLE tracks;
DROP TABLE artists;
