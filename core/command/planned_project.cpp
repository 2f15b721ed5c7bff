#include "core/command/planned_project.hpp"

#include "core/util/file.hpp"

#include <system_error>
#include <utility>

namespace fz::command {

config with_planned_revisions(config settings, const migration_import_report& report,
                              const std::filesystem::path& folder) {
  const std::filesystem::path versions = folder / "versions";
  std::filesystem::create_directory(versions);
  std::error_code ignored;
  if (std::filesystem::is_directory(settings.alembic.script_location / "versions", ignored)) {
    settings.alembic.version_locations.push_back(versions);
  } else {
    settings.alembic.script_location = folder;
  }
  for (const importer::made_revision& each : report.made.revisions) {
    write_file(versions / each.declared.file, each.text, existing_file::refuse);
  }
  return settings;
}

}  // namespace fz::command
