#pragma once

#include <string_view>

namespace fz::importer {

/// After alembic_scratch_program: has Alembic print its revisions' SQL. Its arguments: the file to
/// write to, and the dialects with commas between, or "" for the one that env.py chooses. It writes
/// fields: a name, a blank, the length in bytes, a line end, the bytes, a line end. What a revision
/// does for SQLite that cannot be printed without a database is recorded on the scratch database,
/// an empty one to which the revisions before it are applied.
inline constexpr std::string_view alembic_program = R"PYTHON(
import io
import logging
import re
import sys

out = open(sys.argv[1], "wb")


def put(name, text=""):
    data = str(text).encode("utf-8", "replace")
    out.write(("%s %d\n" % (name, len(data))).encode() + data + b"\n")


try:
    import alembic
    from alembic.ddl import impl
    from alembic.operations import Operations
    from alembic.runtime import migration
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import inspection
    from sqlalchemy import text as sql_text
    from sqlalchemy.engine import reflection
except Exception as failure:
    put("failure", describe(failure))
    out.close()
    sys.exit(0)

try:
    from sqlalchemy.engine.mock import MockConnection
except ImportError:
    MockConnection = None

logging.disable(logging.INFO)
seen = set()
binds = []
tables = []

# The version table is fz's: nothing is to be printed for it.
original_init = migration.HeadMaintainer.__init__


def init(self, context, heads):
    original_init(self, context, heads)
    self.heads = set(heads) or {"-"}


migration.HeadMaintainer.__init__ = init
migration.HeadMaintainer.update_to_step = lambda self, step: None
impl.DefaultImpl.emit_begin = lambda self: None
impl.DefaultImpl.emit_commit = lambda self: None

original_output = impl.DefaultImpl.static_output


def static_output(self, text):
    if not text.startswith("-- Running "):
        original_output(self, text)


impl.DefaultImpl.static_output = static_output

original_block = migration.MigrationContext.autocommit_block


def autocommit_block(self):
    seen.add("autocommit")
    return original_block(self)


migration.MigrationContext.autocommit_block = autocommit_block

original_bind = Operations.get_bind


def get_bind(self):
    seen.add("bind")
    return original_bind(self)


Operations.get_bind = get_bind

# Without a database there is nothing to look at; say so instead of failing somewhere inside.
def cannot_look(bind):
    seen.add("inspect")
    raise RuntimeError("there is no database to look at")


def inspector_of(original):
    return lambda bind: cannot_look(bind) if isinstance(bind, MockConnection) else original(bind)


if MockConnection is not None:
    inspection._registrars[MockConnection] = cannot_look
    reflection.Inspector.from_engine = staticmethod(inspector_of(reflection.Inspector.from_engine))

original_offline = EnvironmentContext.is_offline_mode
original_exec = impl.DefaultImpl._exec


def execute(self, construct, *arguments, **options):
    statement = sql_text(construct) if isinstance(construct, str) else construct
    words = str(getattr(statement, "text", "")).lstrip().lower()
    asks = "bind" in seen and words.startswith(("select", "with", "pragma", "show"))
    if asks or getattr(statement, "is_select", False):
        seen.add("select")
    for name, bind in (getattr(statement, "_bindparams", None) or {}).items():
        if bind.required:
            binds.append(name)
    return original_exec(self, construct, *arguments, **options)


impl.DefaultImpl._exec = execute


def step_of(script, revision, up):
    make = migration.MigrationStep.upgrade_from_script if up else migration.MigrationStep.downgrade_from_script
    return make(script.revision_map, revision)


class Printed:
    """What Alembic prints for a step, and what was noticed about it."""

    def __init__(self, sql, dialect, error=None, is_missing=False):
        self.sql = sql
        self.dialect = dialect
        self.error = error
        self.is_missing = is_missing
        self.flags = set(seen)
        self.unbound = list(binds)


def print_steps(config, script, revisions, up):
    """By revision; without those that env.py does not come to, or comes to more than once."""
    printed = {}
    buffer = io.StringIO()
    calls = []

    def observed(function, revision, context):
        def run(**options):
            seen.clear()
            binds.clear()
            buffer.seek(0)
            buffer.truncate()
            error = None
            is_missing = False
            try:
                function(**options)
            except NotImplementedError as failure:
                is_missing = not up
                error = describe(failure)
            except BaseException as failure:
                if isinstance(failure, KeyboardInterrupt):
                    raise
                error = describe(failure)
            printed[revision.revision] = Printed(
                buffer.getvalue(), context.dialect.name, error, is_missing
            )

        return run

    def steps(rev, context):
        calls.append(context)
        tables.append((context.version_table, context.version_table_schema))
        made = []
        for revision in revisions:
            step = step_of(script, revision, up)
            step.migration_fn = observed(offline_seen(step.migration_fn), revision, context)
            made.append(step)
        return made

    config.output_buffer = buffer
    with EnvironmentContext(
        config, script, fn=steps, as_sql=True, starting_rev=None, destination_rev="heads"
    ):
        script.run_env()
    return printed if len(calls) == 1 else {}


def print_step(config, script, revision, up):
    """One step alone."""
    seen.clear()
    binds.clear()
    try:
        printed = print_steps(config, script, [revision], up)
        return printed.get(revision.revision) or Printed("", "", "env.py does not run it")
    except BaseException as failure:
        if isinstance(failure, KeyboardInterrupt):
            raise
        return Printed("", "", describe(failure))


def print_all(config, script, order, up):
    """All in one run of env.py, if that succeeds."""
    revisions = [each for each in order if up or hasattr(each.module, "downgrade")]
    try:
        return print_steps(config, script, revisions, up)
    except Exception:
        return {}


def offline_seen(function):
    def run(**options):
        def is_offline_mode(self):
            seen.add("offline")
            return original_offline(self)

        EnvironmentContext.is_offline_mode = is_offline_mode
        try:
            return function(**options)
        finally:
            EnvironmentContext.is_offline_mode = original_offline

    return run


def as_literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return repr(value + 0)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "X'%s'" % bytes(value).hex()
    if isinstance(value, str):
        return "'%s'" % value.replace("'", "''")
    raise TypeError(type(value))


def with_values(statement, values):
    rest = list(values or ())

    def replace(found):
        return as_literal(rest.pop(0)) if found.group() == "?" else found.group()

    return re.sub(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\?""", replace, statement)


class Recorder:
    """Runs steps on the scratch database, and knows what they executed there."""

    def __init__(self, config, script, order):
        self.config = config
        self.script = script
        self.order = order
        self.upgrades = {}  # by revision: what it executed, or None: it reads rows
        # Sets of revisions, as the bits of a number.
        self.bit = {each.revision: 1 << place for place, each in enumerate(order)}
        self.below = {}  # of each: itself and all that it follows
        self.applied = 0
        self.failed = 0
        for each in order:
            self.below[each.revision] = self.bit[each.revision]
            for parent in each._all_down_revisions:
                self.below[each.revision] |= self.below.get(parent, 0)
        self.statements = None

    def has_neighbours(self, revision):
        """Whether others may come before or after it: then what it finds is not always the same."""
        own, bit = self.below[revision.revision], self.bit[revision.revision]
        return any(
            not own & self.bit[each] and not below & bit for each, below in self.below.items()
        )

    def record(self, revision, up):
        """The SQL of a step, and whether it asks to be outside of a transaction; None: unknown."""
        needed = self.below[revision.revision]
        if needed & self.failed or self.has_neighbours(revision):
            return None
        try:
            if self.applied & ~needed:
                self.reset()
            for each in self.order:
                bit = self.bit[each.revision]
                if not needed & bit or self.applied & bit:
                    continue
                self.failed |= bit
                self.upgrades[each.revision] = self.run(each, True)
                self.failed &= ~bit
                self.applied |= bit
            if up:
                return self.upgrades[revision.revision]
            done = self.run(revision, False)
            self.applied &= ~self.bit[revision.revision]
            return done
        except Exception:
            self.reset()
            return None

    def reset(self):
        self.applied = 0
        for ending in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(part("PATH") + ending)

    def run(self, revision, up):
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        before = set(seen)
        seen.clear()
        self.reads_rows = False
        own = self.config.get_main_option("sqlalchemy.url")
        self.config.set_main_option("sqlalchemy.url", scratch_setting(own))
        event.listen(Engine, "before_cursor_execute", self.note)
        executed = []
        try:
            with led_to_scratch(), EnvironmentContext(
                self.config, self.script, fn=self.steps(revision, up, executed), as_sql=False
            ):
                self.script.run_env()
            is_outside = "autocommit" in seen
        finally:
            event.remove(Engine, "before_cursor_execute", self.note)
            seen.clear()
            seen.update(before)
            if own is None:
                self.config.remove_main_option("sqlalchemy.url")
            else:
                self.config.set_main_option("sqlalchemy.url", own.replace("%", "%%"))
        return None if self.reads_rows else ("".join(s + ";\n\n" for s in executed), is_outside)

    def steps(self, revision, up, executed):
        def make(rev, context):
            step = step_of(self.script, revision, up)
            function = step.migration_fn

            def run(**options):
                self.statements = executed
                try:
                    return function(**options)
                finally:
                    self.statements = None

            step.migration_fn = run
            return [step]

        return make

    def note(self, connection, cursor, statement, values, context, executemany):
        if self.statements is None:
            return
        words = statement.lstrip().lower()
        if words.startswith("pragma") and "=" not in words:
            return
        if words.startswith("select"):
            looks = any(name in words for name in ("sqlite_master", "sqlite_schema", "sqlite_temp", "pragma_"))
            self.reads_rows = self.reads_rows or not looks
            return
        for each in values if executemany else [values]:
            self.statements.append(with_values(statement, each).strip().rstrip(";"))


recorder = None


def put_recorded(revision, up):
    """True if what cannot be printed could be recorded."""
    done = recorder.record(revision, up)
    if done is None:
        return False
    put("dialect", "sqlite")
    put("sql", done[0])
    put("recorded")
    if done[1]:
        put("flag", "autocommit")
    return True


def put_section(config, script, revision, up, dialect, printed):
    put("section", "upgrade" if up else "downgrade")
    if dialect:
        put("asked", dialect)
    if not up and not hasattr(revision.module, "downgrade"):
        put("missing")
        return
    if printed is None:
        printed = print_step(config, script, revision, up)
    if printed.is_missing:
        put("missing")
        return
    may_differ = printed.error is not None or "offline" in printed.flags
    can_be_recorded = "select" not in printed.flags and printed.dialect == "sqlite"
    if may_differ and can_be_recorded and put_recorded(revision, up):
        return
    if printed.error is not None:
        put("error", printed.error)
    else:
        put("dialect", printed.dialect)
        put("sql", printed.sql)
    for flag in sorted(printed.flags):
        put("flag", flag)
    for name in printed.unbound:
        put("unbound", name)


def names(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def main():
    wanted = sys.argv[2].split(",") if sys.argv[2] else [None]
    config = configuration()
    script = ScriptDirectory.from_config(config)
    own_url = config.get_main_option("sqlalchemy.url")
    put("alembic", alembic.__version__)
    order = list(reversed(list(script.walk_revisions())))
    global recorder
    recorder = Recorder(config, script, order)

    def ask_for(dialect):
        if dialect:
            config.set_main_option("sqlalchemy.url", dialect + "://")
        elif own_url is not None:
            config.set_main_option("sqlalchemy.url", own_url.replace("%", "%%"))

    printed = {}
    for dialect in wanted:
        ask_for(dialect)
        for up in (True, False):
            printed[dialect, up] = print_all(config, script, order, up)
    for revision in order:
        put("revision", revision.revision)
        for name in names(revision.down_revision):
            put("down", name)
        for name in names(getattr(revision.module, "depends_on", None)):
            put("depends", name)
        for name in names(getattr(revision.module, "branch_labels", None)):
            put("label", name)
        put("doc", revision.module.__doc__ or "")
        put("file", os.path.relpath(revision.path))
        for dialect in wanted:
            ask_for(dialect)
            for up in (True, False):
                known = printed[dialect, up].get(revision.revision)
                put_section(config, script, revision, up, dialect, known)
    if tables:
        put("version_table", tables[-1][0])
        put("version_table_schema", tables[-1][1] or "")


try:
    main()
    put("end")
except Exception as failure:
    put("failure", describe(failure))
out.close()
)PYTHON";

}  // namespace fz::importer
