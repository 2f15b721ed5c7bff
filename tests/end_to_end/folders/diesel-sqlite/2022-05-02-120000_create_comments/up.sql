CREATE TABLE comments (
  id INTEGER NOT NULL PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  body TEXT
);
INSERT INTO comments (post_id, body) SELECT id, 'first on ' || title FROM posts;
