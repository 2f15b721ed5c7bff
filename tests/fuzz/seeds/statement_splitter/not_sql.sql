\restrict aB3
SELECT 1;
\unrestrict aB3
-- +goose Down
