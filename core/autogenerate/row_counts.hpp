#pragma once

#include "core/autogenerate/schema_plan.hpp"
#include "core/schema/database_schema.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace fz {

/// How many rows a question found; by its SQL.
using row_counts = std::map<std::string, std::uint64_t>;

/// The SQL that counts the rows that a statement concerns which loses data or can fail on rows, on
/// a database with the schema `from`: those of the table, those with a value in a column that goes,
/// or those without one in a column that becomes NOT NULL. Nothing for other statements.
std::optional<std::string> row_question(const planned_statement& s, const database_schema& from);

/// Notes at such a statement what was counted, for row_marks().
void add_count(planned_statement& s, const database_schema& from, const row_counts& counts);

}  // namespace fz
