CREATE INDEX CONCURRENTLY member_name ON member (name);
