#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"
#include "core/util/error.hpp"

#include <string_view>
#include <vector>

namespace fz {

/// The statements of a script, split where the database's own shell would: not at a semicolon in a
/// string, a quoted name, a comment or a dollar quote, in the body of a SQLite trigger, between
/// parentheses or in a BEGIN ATOMIC … END body of PostgreSQL. `start` is the place of the script's
/// first byte in its file.
///
/// A statement goes from its first to its last character that is not a blank or a comment, without
/// the semicolon; what stands between goes to the database as it is. Its position is that of its
/// first character. Nothing is returned for an empty statement. Throws error(script) with the place
/// where something begins that is never closed, or where PostgreSQL's COPY would read data from the
/// script. Linear in the length of the script.
std::vector<statement> split_statements(std::string_view sql, dialect dialect,
                                        const source_position& start);

}  // namespace fz
