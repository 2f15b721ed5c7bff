CREATE TABLE changes (change_id TEXT PRIMARY KEY, script_hash TEXT, change TEXT NOT NULL,
  project TEXT NOT NULL, note TEXT, committed_at DATETIME, committer_name TEXT,
  committer_email TEXT, planned_at DATETIME, planner_name TEXT, planner_email TEXT);
INSERT INTO changes (change_id, change, project, committed_at, planned_at)
  VALUES ('5f9c', 'create-users', 'shop', '2024-06-01', '2024-06-01');
