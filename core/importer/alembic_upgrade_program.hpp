#pragma once

#include <string_view>

namespace fz::importer {

/// The program that has Alembic run all revisions on a scratch database, wherever env.py would
/// connect to: each connection that SQLAlchemy makes is led there. Its argument: the file to write
/// what failed to, in one line; it stays empty where all went well. FZ_SCRATCH_… in the environment
/// say which database it is.
inline constexpr std::string_view alembic_upgrade_program = R"PYTHON(
import logging
import os
import sys

out = open(sys.argv[1], "w", encoding="utf-8", errors="replace")


def put_failure(failure):
    lines = str(failure).strip().splitlines() or [""]
    out.write("%s: %s" % (type(failure).__name__, lines[0]))
    out.close()
    sys.exit(0)


def part(name):
    return os.environ.get("FZ_SCRATCH_" + name) or None


try:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import event
    from sqlalchemy.engine import URL, Engine
    from sqlalchemy.engine.url import make_url
    from sqlalchemy.pool import Pool
except Exception as failure:
    put_failure(failure)

logging.disable(logging.INFO)
wanted = part("DIALECT")


class WrongDatabase(Exception):
    pass


def scratch_url(driver):
    name = wanted + ("+" + driver if driver else "")
    if wanted == "sqlite":
        return URL.create(name, database=part("PATH"))
    host, port = part("HOST"), part("PORT")
    query = {}
    if host and host.startswith("/"):
        if driver == "pg8000":
            query, port = {"unix_sock": "%s/.s.PGSQL.%s" % (host, port or 5432)}, None
        else:
            query = {"host": host}
        host = None
    return URL.create(
        name,
        username=part("USER"),
        password=part("PASSWORD"),
        host=host,
        port=int(port) if port else None,
        database=part("DATABASE"),
        query=query,
    )


led = []
reached = []


def lead(dialect, record, arguments, options):
    if dialect.name != wanted:
        raise WrongDatabase("env.py connects to %s, not to %s" % (dialect.name, wanted))
    new_arguments, new_options = dialect.create_connect_args(scratch_url(dialect.driver))
    if wanted == "sqlite":
        options.pop("uri", None)
        new_options.update(options)
    else:
        own = {k: options[k] for k in ("options", "server_settings") if k in options}
        new_options.update(own)
    arguments[:] = new_arguments
    options.clear()
    options.update(new_options)
    led.append(record)
    reached.append(True)


def check(connection, record):
    # A `creator` of env.py's own makes connections without asking.
    if not led or led.pop() is not record:
        raise WrongDatabase("env.py connects in a way that cannot be led to another database")


event.listen(Engine, "do_connect", lead)
event.listen(Pool, "connect", check)


def configuration():
    ini = "alembic.ini" if os.path.exists("alembic.ini") else None
    if os.path.exists("pyproject.toml"):
        try:
            return Config(ini, toml_file="pyproject.toml")
        except TypeError:
            pass
    return Config(ini)


try:
    config = configuration()
    own = config.get_main_option("sqlalchemy.url")
    driver = ""
    if own:
        try:
            url = make_url(own)
            if url.get_backend_name() == wanted and "+" in url.drivername:
                driver = url.get_driver_name()
        except Exception:
            pass
    text = scratch_url(driver).render_as_string(hide_password=False)
    config.set_main_option("sqlalchemy.url", text.replace("%", "%%"))
    command.upgrade(config, "heads")
    if not reached:
        raise WrongDatabase("env.py did not connect to a database through SQLAlchemy")
except BaseException as failure:
    if isinstance(failure, KeyboardInterrupt):
        raise
    put_failure(failure)
out.close()
)PYTHON";

}  // namespace fz::importer
