-- +++
-- revision = "aaaa"
-- down_revision = ""
-- create_date = 2024-06-01 16:03:13
-- +++
-- fz:upgrade
SELECT 1;
