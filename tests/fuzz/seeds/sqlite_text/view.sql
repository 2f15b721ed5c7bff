CREATE VIEW v (a, b) AS SELECT "x", y FROM t WHERE z ->> 'k' >= 0x1F -- end
