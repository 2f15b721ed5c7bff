CREATE TEMP TABLE days AS SELECT DISTINCT day FROM bookings;
CREATE TEMP VIEW busy AS SELECT count(*) AS n FROM days;
INSERT INTO rooms SELECT 'for ' || n, n FROM busy;
