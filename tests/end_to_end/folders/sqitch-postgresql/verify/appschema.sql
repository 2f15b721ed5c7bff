-- Verify zoo:appschema on pg

BEGIN;

SELECT pg_catalog.has_schema_privilege('zoo', 'usage');

ROLLBACK;
