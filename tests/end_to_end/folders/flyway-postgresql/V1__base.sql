CREATE TABLE parcels (id integer PRIMARY KEY, weight numeric, note text);
INSERT INTO parcels SELECT n, n * 1.5, 'note ' || n FROM generate_series(1, 50) AS n;
