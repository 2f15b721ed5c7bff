-- +++
-- revision = "aaaa" é
-- +++
-- fz:upgrade
SELECT 1;
