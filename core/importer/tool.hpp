#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace fz::importer {

/// A migration tool whose folders can be read.
enum class tool { dbmate, goose, golang_migrate, flyway, diesel, sqlx, sqitch, alembic };

inline constexpr std::array all_tools = {tool::dbmate, tool::goose,  tool::golang_migrate,
                                         tool::flyway, tool::diesel, tool::sqlx,
                                         tool::sqitch, tool::alembic};

/// The tool's name as it is typed: "golang-migrate".
constexpr std::string_view to_string(tool t) {
  constexpr std::array<std::string_view, 8> names = {
      "dbmate", "goose", "golang-migrate", "flyway", "diesel", "sqlx", "sqitch", "alembic"};
  return names.at(static_cast<std::size_t>(t));
}

/// The table in which the tool keeps what it has applied, unless it was given another name; of
/// sqitch the schema or database with its tables.
constexpr std::string_view usual_table_of(tool t) {
  constexpr std::array<std::string_view, 8> names = {"schema_migrations",
                                                     "goose_db_version",
                                                     "schema_migrations",
                                                     "flyway_schema_history",
                                                     "__diesel_schema_migrations",
                                                     "_sqlx_migrations",
                                                     "sqitch",
                                                     "alembic_version"};
  return names.at(static_cast<std::size_t>(t));
}

/// Nothing for a name that is unknown.
constexpr std::optional<tool> tool_named(std::string_view name) {
  for (const tool each : all_tools) {
    if (to_string(each) == name) return each;
  }
  return std::nullopt;
}

}  // namespace fz::importer
