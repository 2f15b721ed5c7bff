-- +goose NO TRANSACTION
-- +goose Up
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;
CREATE INDEX loans_member ON loans (member_id);

-- +goose Down
DROP INDEX loans_member;
