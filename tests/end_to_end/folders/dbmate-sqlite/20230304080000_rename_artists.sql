-- migrate:up
ALTER TABLE artists RENAME TO performers;
ALTER TABLE performers RENAME COLUMN name TO known_as;

-- migrate:down
ALTER TABLE performers RENAME COLUMN known_as TO name;
ALTER TABLE performers RENAME TO artists;
