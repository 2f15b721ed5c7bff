ALTER TABLE users ADD COLUMN email ${name_type};
