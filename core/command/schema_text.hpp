#pragma once

#include "core/command/context.hpp"
#include "core/command/schema_source.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <string>
#include <vector>

namespace fz::command {

/// A text of SQL and where it came from, for messages.
struct schema_text {
  std::string name;
  std::string sql;
};

/// The texts of a file, a folder or a command. Throws error(file), and error(script) for a command
/// that fails.
task<std::vector<schema_text>> read_schema_texts(const context& ctx, schema_source source);

/// Their statements. The lines \restrict and \unrestrict of pg_dump are passed over; for another
/// command of psql error(script) is thrown.
std::vector<statement> statements_of(const std::vector<schema_text>& texts, dialect d);

}  // namespace fz::command
