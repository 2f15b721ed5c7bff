#pragma once

#include <string_view>

namespace fz::importer {

/// The program that has Alembic print its revisions' SQL. Its arguments: the file to write to, and
/// the dialects with commas between, or "" for the one that env.py chooses. It writes fields:
/// a name, a blank, the length in bytes, a line end, the bytes, a line end.
inline constexpr std::string_view alembic_program = R"PYTHON(
import io
import logging
import os
import sys

out = open(sys.argv[1], "wb")


def put(name, text=""):
    data = str(text).encode("utf-8", "replace")
    out.write(("%s %d\n" % (name, len(data))).encode() + data + b"\n")


def describe(failure):
    lines = str(failure).strip().splitlines() or [""]
    return "%s: %s" % (type(failure).__name__, lines[0])


try:
    import alembic
    from alembic.config import Config
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


def configuration():
    ini = "alembic.ini" if os.path.exists("alembic.ini") else None
    if os.path.exists("pyproject.toml"):
        try:
            return Config(ini, toml_file="pyproject.toml")
        except TypeError:
            pass
    return Config(ini)


def print_step(config, script, revision, up):
    """The SQL of one step, and the dialect that it is for."""
    chosen = []

    def steps(rev, context):
        chosen.append(context.dialect.name)
        tables.append((context.version_table, context.version_table_schema))
        make = migration.MigrationStep.upgrade_from_script if up else migration.MigrationStep.downgrade_from_script
        step = make(script.revision_map, revision)
        step.migration_fn = offline_seen(step.migration_fn)
        return [step]

    buffer = io.StringIO()
    config.output_buffer = buffer
    with EnvironmentContext(
        config, script, fn=steps, as_sql=True, starting_rev=None, destination_rev=revision.revision
    ):
        script.run_env()
    return buffer.getvalue(), chosen[0] if chosen else ""


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


def print_section(config, script, revision, up, dialect):
    seen.clear()
    binds.clear()
    put("section", "upgrade" if up else "downgrade")
    if dialect:
        put("asked", dialect)
    if not up and not hasattr(revision.module, "downgrade"):
        put("missing")
        return
    try:
        sql, chosen = print_step(config, script, revision, up)
        put("dialect", chosen)
        put("sql", sql)
    except NotImplementedError as failure:
        put("missing" if not up else "error", describe(failure))
    except BaseException as failure:
        if isinstance(failure, KeyboardInterrupt):
            raise
        put("error", describe(failure))
    for flag in sorted(seen):
        put("flag", flag)
    for name in binds:
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
    for revision in reversed(list(script.walk_revisions())):
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
            if dialect:
                config.set_main_option("sqlalchemy.url", dialect + "://")
            elif own_url is not None:
                config.set_main_option("sqlalchemy.url", own_url.replace("%", "%%"))
            for up in (True, False):
                print_section(config, script, revision, up, dialect)
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
