DROP VIEW member_count;
DROP TABLE member;
