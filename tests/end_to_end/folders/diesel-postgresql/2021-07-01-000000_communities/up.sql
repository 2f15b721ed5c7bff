CREATE TABLE community (id serial PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, changes integer NOT NULL DEFAULT 0);
SELECT touch_table('community');
INSERT INTO community (name) VALUES ('gardens'), ('bicycles');
UPDATE community SET name = 'cycles' WHERE name = 'bicycles';
