DELETE FROM posts WHERE slug = 'three';
DROP TRIGGER posts_search;
DROP TABLE post_search;
