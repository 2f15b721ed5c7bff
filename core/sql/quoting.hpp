#pragma once

#include "core/sql/dialect.hpp"

#include <string>
#include <string_view>

namespace fz {

/// A name as it may be written in SQL of every dialect: as it is if it is an ordinary lower-case
/// name and no keyword, else in double quotes (SQLAlchemy's rule, so that the text of what is made
/// is the same as Alembic's).
std::string quote_identifier(std::string_view name);

/// The same for SQL of one dialect: only its own keywords are put in quotes.
std::string quote_identifier(std::string_view name, dialect d);

/// The same for each part of "schema.table".
std::string quote_qualified_name(std::string_view name);

/// The last part of a name as the catalog has it: without quotes, or in lower case.
std::string catalog_name(std::string_view written);

/// The name in front of the first dot as the catalog has it; "" for a name without a schema.
std::string catalog_schema(std::string_view written);

/// `text` as a string of SQL, quotes doubled: for every dialect (PostgreSQL with
/// standard_conforming_strings, its default).
std::string string_literal(std::string_view text);

/// `text` between dollar quotes (PostgreSQL), as it stands.
std::string dollar_quoted(std::string_view text);

}  // namespace fz
