-- no-transaction
PRAGMA foreign_keys = ON;
PRAGMA ignore_check_constraints = ON;
CREATE INDEX bookings_day ON bookings (day);
