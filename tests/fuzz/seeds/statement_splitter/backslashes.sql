SET standard_conforming_strings = off;
SELECT 'it\'s;';
RESET standard_conforming_strings;
SELECT '\';
