CREATE TABLE posts_new (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  title VARCHAR NOT NULL,
  slug VARCHAR NOT NULL UNIQUE,
  body TEXT NOT NULL,
  published BOOLEAN NOT NULL DEFAULT 0
);
INSERT INTO posts_new SELECT id, title, lower(title), body, published FROM posts;
DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
