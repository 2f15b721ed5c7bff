-- +goose Up
CREATE TEMPORARY TABLE moving AS SELECT id, printf('second-%04d', id) AS card FROM members;
UPDATE members SET card = coalesce(card || ' ', '') || (SELECT card FROM moving WHERE moving.id = members.id);
INSERT INTO loans (member_id, title) SELECT id, 'second' FROM moving;

-- +goose Down
DELETE FROM loans WHERE title = 'second';
