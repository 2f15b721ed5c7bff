CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5
    RETURN a + b;
CREATE FUNCTION add(a text, VARIADIC rest text[]) RETURNS text LANGUAGE sql STABLE AS $$ SELECT a || rest[1] $$;
CREATE FUNCTION rows_of(n integer, OUT x integer, OUT y text) RETURNS SETOF record LANGUAGE plpgsql
    ROWS 10 SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  RETURN QUERY SELECT i, 'it''s ' || i FROM generate_series(1, n) i;
END
$body$;
CREATE FUNCTION a_table() RETURNS TABLE (a integer, "B c" text) LANGUAGE sql LEAKPROOF AS 'SELECT 1, ''x''';
CREATE PROCEDURE work(INOUT n integer) LANGUAGE sql BEGIN ATOMIC SELECT add(1, 2); SELECT n; END;
CREATE AGGREGATE sum_of(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq, COMMUTATOR = ===, HASHES);
COMMENT ON FUNCTION add(integer, integer) IS 'adds';
COMMENT ON AGGREGATE sum_of(integer) IS 'sums';
REVOKE ALL ON FUNCTION a_table() FROM PUBLIC;
