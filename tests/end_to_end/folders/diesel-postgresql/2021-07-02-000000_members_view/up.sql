CREATE TABLE member (community_id integer NOT NULL REFERENCES community ON DELETE CASCADE, name text, PRIMARY KEY (community_id, name));
INSERT INTO member SELECT id, 'founder of ' || name FROM community;
CREATE VIEW member_count AS SELECT community_id, count(*) AS members FROM member GROUP BY community_id;
