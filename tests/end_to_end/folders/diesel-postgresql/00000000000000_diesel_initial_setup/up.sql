CREATE OR REPLACE FUNCTION touch_table(_tbl regclass) RETURNS VOID AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER set_changed BEFORE UPDATE ON %s FOR EACH ROW EXECUTE PROCEDURE touch_row()', _tbl);
END;
$$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION touch_row() RETURNS trigger AS $$
BEGIN
  NEW.changes := OLD.changes + 1;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;
