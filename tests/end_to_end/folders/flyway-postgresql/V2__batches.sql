DO $$
BEGIN
  FOR i IN 1..5 LOOP
    UPDATE parcels SET note = note || '*' WHERE id % 5 = i - 1;
  END LOOP;
END
$$;
CREATE PROCEDURE heavier(by_weight numeric) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE parcels SET weight = weight + by_weight;
END
$$;
CALL heavier(0.25);
