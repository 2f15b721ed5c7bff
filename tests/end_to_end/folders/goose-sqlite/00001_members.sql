-- +goose Up
CREATE TABLE members (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  joined TEXT NOT NULL DEFAULT CURRENT_DATE
);
CREATE TABLE loans (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  title TEXT NOT NULL
);
INSERT INTO members (name, joined) VALUES ('Ida', '2024-01-02'), ('Otto; the second', '2024-01-03');
INSERT INTO loans (member_id, title) VALUES (1, 'A Guide to Locks'), (2, 'It''s late');

-- +goose Down
DROP TABLE loans;
DROP TABLE members;
