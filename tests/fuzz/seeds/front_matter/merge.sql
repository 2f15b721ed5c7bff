-- made by hand
-- +++
-- revision = "aaaa"
-- down_revision = ["bbbb", "cccc"]   # a merge
-- branch_labels = "shop"
-- depends_on = []
-- message = "é \u00e9 \"quoted\""
-- create_date = 2024-06-01T16:03:13.5+01:00
-- +++
-- fz:upgrade sqlite
SELECT 1;
-- fz:upgrade
SELECT 2;
