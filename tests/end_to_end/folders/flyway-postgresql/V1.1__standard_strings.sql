SET standard_conforming_strings = off;
INSERT INTO parcels VALUES (101, 1, 'it\'s; here');
