#include "core/runtime/project.hpp"

#include "core/async/offload.hpp"
#include "core/script/script_directory.hpp"
#include "core/util/identity.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz {

ledger project::ledger_for(dialect d, const std::string& schema) const {
  if (schema.empty()) {
    return {configured_version_table(settings_), configured_audit_table(settings_), d};
  }
  config there = settings_;
  there.alembic.version_table_schema = schema;
  return {configured_version_table(there), configured_audit_table(there), d};
}

task<project> read_project(config settings, std::vector<code_migration> registered,
                           thread_pool& pool, reporter& to) {
  const alembic_config& places = settings.alembic;
  auto read = [&places] {
    return read_script_directory({places.script_location, places.version_locations});
  };
  script_directory files = co_await offload(pool, read);
  for (const std::string& stray : files.stray_files) {
    to.log(log_level::warning, "script",
           fmt::format("{} is not a revision file and was passed over.", printable(stray)));
  }
  to.log(log_level::debug, "script",
         fmt::format("Read {} from {}", counted(files.revisions.size(), "revision"),
                     printable(places.script_location.string())));
  migrations scripts(std::move(files), std::move(registered));
  co_return project(std::move(settings), std::move(scripts), pool);
}

version_table configured_version_table(const config& settings) {
  return version_table(settings.alembic.version_table, settings.alembic.version_table_schema);
}

std::optional<audit_table> configured_audit_table(const config& settings) {
  if (settings.alembic.audit_table.empty()) return std::nullopt;
  return audit_table(settings.alembic.audit_table, settings.alembic.version_table_schema,
                     own_identity());
}

}  // namespace fz
