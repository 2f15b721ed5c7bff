-- +goose Up
CREATE TEMPORARY TABLE moving AS SELECT id, printf('first-%04d', id) AS card FROM members;
UPDATE members SET card = coalesce(card || ' ', '') || (SELECT card FROM moving WHERE moving.id = members.id);
INSERT INTO loans (member_id, title) SELECT id, 'first' FROM moving;

-- +goose Down
DELETE FROM loans WHERE title = 'first';
