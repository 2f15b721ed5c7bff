CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE rooms (id integer, floor integer, name text,
    CONSTRAINT rooms_pk PRIMARY KEY (id) INCLUDE (name),
    CONSTRAINT rooms_name UNIQUE NULLS NOT DISTINCT (name, floor) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT rooms_floor CHECK (floor > 0 AND name <> '') NO INHERIT);
CREATE TABLE stays (room integer REFERENCES rooms ON DELETE SET NULL (room) ON UPDATE CASCADE,
    during tsrange, guest integer,
    CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (guest > 0));
ALTER TABLE stays ADD CONSTRAINT later CHECK (guest < 100) NOT VALID;
ALTER TABLE stays ADD CONSTRAINT same_room FOREIGN KEY (room) REFERENCES rooms MATCH FULL NOT VALID;
COMMENT ON CONSTRAINT later ON stays IS 'to be validated';
