#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <string>

namespace fz {

/// A statement of a revision as it has to be in a script, without its semicolon, so that the
/// database's own shell hands on exactly this statement: to sqlite3, which takes one CR away from
/// each CR LF, they are written CR CR LF; after a ':' where psql would look for a variable of its
/// own there is a blank. Throws error(script), with the place, for what a connection would refuse
/// and a shell would not: parameters (sqlite3 makes them NULL) and commands of the shell; and for
/// what the shell cannot hand on: a line of sqlite3 that is only "/" or "go", and COPY … FROM
/// STDIN in psql.
/// `backslash_escapes`: after SET standard_conforming_strings = off, which psql follows.
/// Follows shell.c of SQLite and psqlscan.l of PostgreSQL.
std::string shell_statement(const statement& s, dialect d, bool backslash_escapes = false);

}  // namespace fz
