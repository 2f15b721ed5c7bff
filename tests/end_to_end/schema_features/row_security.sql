CREATE TABLE docs (id integer, owner name, body text);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON docs USING (owner = current_user) WITH CHECK (length(body) < 100);
CREATE POLICY readers ON docs AS RESTRICTIVE FOR SELECT TO pg_read_all_data USING (id > 0);
CREATE TABLE closed (id integer);
ALTER TABLE closed ENABLE ROW LEVEL SECURITY;
COMMENT ON POLICY own ON docs IS 'theirs';
