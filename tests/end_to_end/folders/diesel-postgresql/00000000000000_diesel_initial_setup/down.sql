DROP FUNCTION IF EXISTS touch_table(_tbl regclass);
DROP FUNCTION IF EXISTS touch_row();
