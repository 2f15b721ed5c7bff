#include "core/importer/existing_revisions.hpp"

#include "core/importer/origin_line.hpp"
#include "core/revision/revision_map.hpp"
#include "core/script/script_directory.hpp"
#include "core/util/file.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace fz::importer {
namespace {

/// The front matter is at the beginning.
std::string beginning_of(const std::string& path) {
  file_reader file(path);
  return std::string(file.next_piece());
}

/// Which heads follow the revisions of each project of sqitch.
void find_project_heads(const revision_map& map, destination& into) {
  std::map<std::string, std::vector<node>> members;
  for (const existing_revision& each : into.revisions) {
    if (!each.origin || each.origin->from != tool::sqitch) continue;
    members[sqitch_project_of(each.origin->version)].push_back(*map.find(each.id));
  }
  for (const node head : map.heads()) {
    const node_set below = map.ancestors(std::vector{head}, edges::down);
    for (const auto& [project, nodes] : members) {
      const auto is_below = [&](const node n) { return below[n]; };
      if (std::any_of(nodes.begin(), nodes.end(), is_below)) {
        into.project_heads[project].push_back(map[head].id);
      }
    }
  }
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
  find_project_heads(map, into);
  return into;
}

}  // namespace fz::importer
