CREATE INDEX CONCURRENTLY jobs_state ON jobs (state);
