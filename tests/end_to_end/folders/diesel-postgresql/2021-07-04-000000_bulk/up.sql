SET session_replication_role = replica;
UPDATE community SET name = upper(name);
SET synchronous_commit = off;
DISCARD PLANS;
