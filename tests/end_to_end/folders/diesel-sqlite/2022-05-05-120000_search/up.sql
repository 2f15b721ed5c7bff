CREATE VIRTUAL TABLE post_search USING fts5(title, body, content='posts', content_rowid='id');
INSERT INTO post_search (rowid, title, body) SELECT id, title, body FROM posts;
CREATE TRIGGER posts_search AFTER INSERT ON posts BEGIN
  INSERT INTO post_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
INSERT INTO posts (title, slug, body) VALUES ('Three', 'three', 'CASE WHEN 1 THEN 2 END;');
