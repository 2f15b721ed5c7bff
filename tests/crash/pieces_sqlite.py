"""Pieces for SQLite alone."""

import pieces


def rebuild_table(random, tables, names):
    """SQLite's way to change a table beyond what ALTER TABLE can do."""
    candidates = [table for table in tables if table.triggers == 0]
    if not candidates:
        return pieces.create_table(random, tables, names)
    table = random.choice(candidates)
    columns = ", ".join(table.columns)
    statements = [
        f"CREATE TABLE made_anew ({pieces.definitions(table)})",
        f"INSERT INTO made_anew ({columns}) SELECT {columns} FROM {table.name}",
        f"DROP TABLE {table.name}",
        f"ALTER TABLE made_anew RENAME TO {table.name}",
        *table.indexes.values(),
    ]
    return statements, list(statements)


def create_trigger(random, tables, names):
    table, trigger = random.choice(tables), names.new("g")
    table.triggers += 1
    return (
        [
            f"CREATE TRIGGER {trigger} AFTER INSERT ON {table.name} BEGIN "
            f"INSERT INTO log VALUES ('{trigger}; ' || new.id); "
            f"UPDATE {table.name} SET n = n + 1 WHERE id = new.id; END"
        ],
        [f"DROP TRIGGER {trigger}"],
    )


def spill(random, tables, names):
    """So many rows that pages are written to the file before the commit."""
    up, down = pieces.insert_rows(random, tables, names, (500,))
    small, usual = "PRAGMA cache_size = 3", "PRAGMA cache_size = -2000"
    return [small, *up, usual], [small, *down, usual]


def vacuum(random, tables, names):
    return ["VACUUM"], ["VACUUM"]


def set_user_version(random, tables, names):
    return [f"PRAGMA user_version = {random.randint(1, 99)}"], ["PRAGMA user_version = 0"]


INSIDE = [*pieces.COMMON, rebuild_table, create_trigger, spill, set_user_version]
OUTSIDE = [vacuum, set_user_version, pieces.create_table, pieces.count_up, pieces.insert_rows,
           pieces.own_transaction]
