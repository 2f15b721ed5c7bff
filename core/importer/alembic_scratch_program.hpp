#pragma once

#include <string_view>

namespace fz::importer {

/// What the programs that run Alembic have in common: Alembic's configuration, and a way to lead
/// every connection that SQLAlchemy makes to a scratch database, wherever env.py would connect to.
/// FZ_SCRATCH_… in the environment say which one it is.
inline constexpr std::string_view alembic_scratch_program = R"PYTHON(
import contextlib
import os


def describe(failure):
    lines = str(failure).strip().splitlines() or [""]
    return "%s: %s" % (type(failure).__name__, lines[0])


def configuration():
    from alembic.config import Config

    ini = "alembic.ini" if os.path.exists("alembic.ini") else None
    if os.path.exists("pyproject.toml"):
        try:
            return Config(ini, toml_file="pyproject.toml")
        except TypeError:
            pass
    return Config(ini)


def part(name):
    return os.environ.get("FZ_SCRATCH_" + name) or None


class WrongDatabase(Exception):
    pass


def scratch_url(driver):
    from sqlalchemy.engine import URL

    wanted = part("DIALECT")
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


def scratch_setting(own):
    """The URL for sqlalchemy.url, with the driver that the project uses; "%" is doubled."""
    from sqlalchemy.engine.url import make_url

    driver = ""
    try:
        url = make_url(own or "")
        if url.get_backend_name() == part("DIALECT") and "+" in url.drivername:
            driver = url.get_driver_name()
    except Exception:
        pass
    return scratch_url(driver).render_as_string(hide_password=False).replace("%", "%%")


led = []
reached = []


def lead(dialect, record, arguments, options):
    if dialect.name != part("DIALECT"):
        raise WrongDatabase("env.py connects to %s, not to %s" % (dialect.name, part("DIALECT")))
    new_arguments, new_options = dialect.create_connect_args(scratch_url(dialect.driver))
    if dialect.name == "sqlite":
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


@contextlib.contextmanager
def led_to_scratch():
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from sqlalchemy.pool import Pool

    event.listen(Engine, "do_connect", lead)
    event.listen(Pool, "connect", check)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", lead)
        event.remove(Pool, "connect", check)

)PYTHON";

}  // namespace fz::importer
