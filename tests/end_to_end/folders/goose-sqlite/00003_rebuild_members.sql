-- +goose Up
CREATE TABLE members_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (length(name) > 0),
  joined TEXT NOT NULL DEFAULT CURRENT_DATE,
  card TEXT
);
INSERT INTO members_new (id, name, joined) SELECT id, name, joined FROM members;
DROP TABLE members;
ALTER TABLE members_new RENAME TO members;

-- +goose Down
ALTER TABLE members DROP COLUMN card;
