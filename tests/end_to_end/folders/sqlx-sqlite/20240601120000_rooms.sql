CREATE TABLE rooms (name TEXT PRIMARY KEY, size INTEGER) WITHOUT ROWID;
CREATE TABLE bookings (
    room TEXT NOT NULL REFERENCES rooms (name) ON UPDATE CASCADE ON DELETE CASCADE,
    day TEXT NOT NULL,
    PRIMARY KEY (room, day)
);
INSERT INTO rooms VALUES ('blue', 4), ('green', 12);
INSERT INTO bookings VALUES ('blue', '2024-06-01'), ('green', '2024-06-02');
