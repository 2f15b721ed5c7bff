#pragma once

#include <string_view>

namespace fz::importer {

/// After alembic_scratch_program: has Alembic run all revisions on the scratch database. Its
/// argument: the file to write to what failed, in one line; it stays empty where all went well.
inline constexpr std::string_view alembic_upgrade_program = R"PYTHON(
import logging
import sys

out = open(sys.argv[1], "w", encoding="utf-8", errors="replace")


def run():
    from alembic import command

    logging.disable(logging.INFO)
    config = configuration()
    config.set_main_option("sqlalchemy.url", scratch_setting(config.get_main_option("sqlalchemy.url")))
    with led_to_scratch():
        command.upgrade(config, "heads")
    if not reached:
        raise WrongDatabase("env.py did not connect to a database through SQLAlchemy")


try:
    run()
except BaseException as failure:
    if isinstance(failure, KeyboardInterrupt):
        raise
    out.write(describe(failure))
out.close()
)PYTHON";

}  // namespace fz::importer
