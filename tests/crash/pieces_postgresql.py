"""Pieces for PostgreSQL alone."""

import pieces


def create_function(random, tables, names):
    name = names.new("f")
    return (
        [
            f"CREATE FUNCTION {name}() RETURNS integer LANGUAGE plpgsql AS $body$ BEGIN "
            f"INSERT INTO log VALUES ('{name};'); RETURN 1; END $body$",
            f"SELECT {name}()",
        ],
        [f"SELECT {name}()", f"DROP FUNCTION {name}()"],
    )


def create_enum(random, tables, names):
    name = names.new("e")
    return [f"CREATE TYPE {name} AS ENUM ('a', 'b')"], [f"DROP TYPE {name}"]


def add_check(random, tables, names):
    table, name = random.choice(tables), names.new("k")
    return (
        [
            f"ALTER TABLE {table.name} ADD CONSTRAINT {name} CHECK (id > 0) NOT VALID",
            f"ALTER TABLE {table.name} VALIDATE CONSTRAINT {name}",
        ],
        [f"ALTER TABLE {table.name} DROP CONSTRAINT {name}"],
    )


def many_rows(random, tables, names):
    return pieces.insert_rows(random, tables, names, (2000,))


def create_index_concurrently(random, tables, names):
    return pieces.create_index(random, tables, names, "CONCURRENTLY")


def drop_index_concurrently(random, tables, names):
    """Up: the index goes. Down: it comes back."""
    table, index = choose_index(random, tables)
    if table is None:
        return create_index_concurrently(random, tables, names)
    made = table.indexes.pop(index).replace("INDEX  ", "INDEX CONCURRENTLY ")
    return [f"DROP INDEX CONCURRENTLY {index}"], [made]


def reindex_concurrently(random, tables, names):
    table, index = choose_index(random, tables)
    if table is None:
        table = random.choice(tables)
        return [f"REINDEX TABLE CONCURRENTLY {table.name}"], [f"VACUUM {table.name}"]
    return [f"REINDEX INDEX CONCURRENTLY {index}"], [f"REINDEX TABLE CONCURRENTLY {table.name}"]


def choose_index(random, tables):
    found = [(table, index) for table in tables for index in table.indexes]
    return random.choice(found) if found else (None, None)


def vacuum(random, tables, names):
    table = random.choice(tables)
    return [f"VACUUM {table.name}"], [f"VACUUM (ANALYZE) {table.name}"]


def add_enum_value(random, tables, names):
    name = names.new("e")
    return (
        [f"CREATE TYPE {name} AS ENUM ('a', 'b')", f"ALTER TYPE {name} ADD VALUE 'c' BEFORE 'b'"],
        [f"ALTER TYPE {name} ADD VALUE 'd'", f"DROP TYPE {name}"],
    )


INSIDE = [*pieces.COMMON, create_function, create_enum, add_check, many_rows]
OUTSIDE = [
    create_index_concurrently,
    create_index_concurrently,
    drop_index_concurrently,
    reindex_concurrently,
    vacuum,
    add_enum_value,
    pieces.count_up,
    pieces.insert_rows,
    pieces.own_transaction,
]
