#include "core/importer/existing_revisions.hpp"

#include "core/importer/origin_line.hpp"
#include "core/revision/revision_map.hpp"
#include "core/script/script_directory.hpp"
#include "core/util/file.hpp"

#include <utility>

namespace fz::importer {
namespace {

/// The front matter is at the beginning.
std::string beginning_of(const std::string& path) {
  file_reader file(path);
  return std::string(file.next_piece());
}

}  // namespace

destination read_destination(const alembic_config& settings) {
  script_directory found =
      read_script_directory({settings.script_location, settings.version_locations});
  destination into;
  into.naming = {settings.file_template, settings.truncate_slug_length, settings.timezone};
  for (const revision& each : found.revisions) {
    into.revisions.push_back({each.id, find_origin(beginning_of(each.file))});
  }
  const revision_map map(std::move(found.revisions));
  for (const node n : map.heads()) into.heads.push_back(map[n].id);
  return into;
}

}  // namespace fz::importer
