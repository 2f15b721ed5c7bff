CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS s (dependencies, mcv) ON a, b FROM t;
CREATE STATISTICS on_expression ON (a + b), lower(c) FROM t;
ALTER STATISTICS s SET STATISTICS 400;
COMMENT ON STATISTICS s IS 'a and b';
