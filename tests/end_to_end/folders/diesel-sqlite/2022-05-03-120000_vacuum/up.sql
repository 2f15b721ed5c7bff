VACUUM;
PRAGMA foreign_keys = ON;
