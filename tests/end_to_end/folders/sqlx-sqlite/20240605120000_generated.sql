ALTER TABLE bookings ADD COLUMN month TEXT GENERATED ALWAYS AS (substr(day, 1, 7)) VIRTUAL;
CREATE UNIQUE INDEX bookings_month ON bookings (room, month) WHERE month > '2024-01';
CREATE TEMP TABLE days AS SELECT 'again' AS day;
INSERT INTO bookings (room, day) SELECT name, '2024-07-01' FROM rooms, days;
