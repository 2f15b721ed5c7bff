#include "core/command/reflect_schema.hpp"

#include "core/database/sqlite/reflection/read_catalog.hpp"

#include <string>
#include <utility>
#include <vector>

namespace fz::command {
namespace {

std::vector<std::string> own_tables(const config& settings) {
  const alembic_config& names = settings.alembic;
  std::vector<std::string> tables = {names.version_table, names.version_table + "_journal",
                                     names.version_table + "_lock"};
  if (!names.audit_table.empty()) tables.push_back(names.audit_table);
  return tables;
}

}  // namespace

task<database_schema> reflect_schema(const config& settings, connection& from, reflections how) {
  std::vector<std::string> own = own_tables(settings);
  if (from.dialect() == dialect::sqlite) {
    co_return co_await sqlite::reflect(from, std::move(own));
  }
  std::vector<postgresql::table_name> left_out;
  for (std::string& table : own) {
    left_out.push_back({settings.alembic.version_table_schema, std::move(table)});
  }
  co_return co_await postgresql::reflect(from, std::move(left_out), how);
}

}  // namespace fz::command
