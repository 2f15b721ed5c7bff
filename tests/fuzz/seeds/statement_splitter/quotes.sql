SELECT 'it''s; fine', E'a\';' 'b;'
  'c\'';', U&"d;", $1, $$ ; $$, $a$ ; $b$ ; $a$, 1$a$;$a$;
/* one /* two; */ three; */ SELECT 2 -- four;
