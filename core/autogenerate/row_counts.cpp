#include "core/autogenerate/row_counts.hpp"

#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz {
namespace {

/// What is counted.
enum class meaning { rows, values, gaps };

struct counted_rows {
  meaning what = meaning::rows;
  object_key table;
  std::string column = {};
};

std::optional<counted_rows> concerned(const planned_statement& s, const database_schema& from) {
  const bool can_fail = s.can_fail_on_rows && s.on_existing_table;
  if (!s.loses_data && !can_fail) return std::nullopt;
  const object_key& key = s.object;
  const bool is_table = key.kind == object_kind::table;
  counted_rows found{meaning::rows,
                     {object_kind::table, key.schema, {}, is_table ? key.name : key.parent, {}}};
  if (from.find(found.table) == nullptr) return std::nullopt;
  if (key.kind != object_kind::column || from.find(key) == nullptr) return found;
  found.column = key.name;
  const bool is_not_null = s.sql.ends_with(" SET NOT NULL") ||
                           s.sql.find(" VALIDATE CONSTRAINT fz_not_null_") != std::string::npos;
  found.what = can_fail && is_not_null ? meaning::gaps : meaning::values;
  return found;
}

std::string question(const counted_rows& of) {
  std::string table = quote_identifier(of.table.name);
  if (!of.table.schema.empty()) table = quote_identifier(of.table.schema) + "." + table;
  const std::string column = quote_identifier(of.column);
  switch (of.what) {
    case meaning::values:
      return fmt::format("SELECT count({}) FROM {}", column, table);
    case meaning::gaps:
      return fmt::format("SELECT count(*) FROM {} WHERE {} IS NULL", table, column);
    case meaning::rows:
      break;
  }
  return fmt::format("SELECT count(*) FROM {}", table);
}

std::string sentence(const counted_rows& of, std::uint64_t count) {
  const std::string column = printable(of.column);
  const std::string rows = counted(count, "row");
  switch (of.what) {
    case meaning::values:
      return fmt::format("{} {} a value in {}.", rows, count == 1 ? "has" : "have", column);
    case meaning::gaps:
      return fmt::format("{} {} no value in {}.", rows, count == 1 ? "has" : "have", column);
    case meaning::rows:
      break;
  }
  return fmt::format("Table {} has {}.", printable(of.table.name), rows);
}

}  // namespace

std::optional<std::string> row_question(const planned_statement& s, const database_schema& from) {
  const auto rows = concerned(s, from);
  if (!rows) return std::nullopt;
  return question(*rows);
}

void add_count(planned_statement& s, const database_schema& from, const row_counts& counts) {
  const auto rows = concerned(s, from);
  if (!rows) return;
  const auto found = counts.find(question(*rows));
  if (found != counts.end()) s.rows = sentence(*rows, found->second);
}

}  // namespace fz
