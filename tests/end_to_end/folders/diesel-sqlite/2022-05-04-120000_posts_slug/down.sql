ALTER TABLE posts RENAME TO posts_old;
CREATE TABLE posts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  title VARCHAR NOT NULL,
  body TEXT NOT NULL,
  published BOOLEAN NOT NULL DEFAULT 0
);
INSERT INTO posts SELECT id, title, body, published FROM posts_old;
DROP TABLE posts_old;
