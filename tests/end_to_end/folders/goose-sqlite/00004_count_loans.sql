-- +goose Up
ALTER TABLE members ADD COLUMN loans INTEGER NOT NULL DEFAULT 0;
-- +goose StatementBegin
CREATE TRIGGER count_loans AFTER INSERT ON loans BEGIN
  UPDATE members SET loans = loans + 1 WHERE id = NEW.member_id;
END;
-- +goose StatementEnd
UPDATE members SET loans = (SELECT count(*) FROM loans WHERE member_id = members.id);

-- +goose Down
DROP TRIGGER count_loans;
ALTER TABLE members DROP COLUMN loans;
