CREATE TABLE users (id INTEGER PRIMARY KEY, name ${name_type} NOT NULL);
