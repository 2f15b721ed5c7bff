-- +++
-- revision = 'aaaa'
-- message = """
-- two
-- lines"""
-- depends_on = [
--   'bbbb',   # one
--   "cccc",
-- ]
-- create_date = "2024-06-01"
-- +++

-- fz:upgrade transaction=off
CREATE INDEX CONCURRENTLY i ON t (a);
-- fz:downgrade postgresql
DO $a$ ; $a$; /* /* */ */
