INSERT INTO parcels VALUES (102, 1, 'a backslash \');
INSERT INTO parcels VALUES (103, 1, E'a quote \' in it');
