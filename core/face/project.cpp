#include "core/async/run.hpp"
#include "core/config/config.hpp"
#include "core/face/inside.hpp"

#include <algorithm>
#include <filesystem>
#include <fz/project.hpp>
#include <utility>

namespace fz::face {
namespace {

code_migration migration_of(code_revision given) {
  code_migration migration;
  migration.revision.id = std::move(given.id);
  migration.revision.down_revisions = std::move(given.down_revisions);
  migration.revision.branch_labels = std::move(given.branch_labels);
  migration.revision.depends_on = std::move(given.depends_on);
  migration.revision.message = std::move(given.message);
  migration.revision.create_date = std::move(given.create_date);
  migration.upgrade = inside::to_core(std::move(given.upgrade));
  migration.downgrade = inside::to_core(std::move(given.downgrade));
  return migration;
}

std::vector<code_migration> migrations_of(std::vector<code_revision> given) {
  std::vector<code_migration> all;
  all.reserve(given.size());
  for (code_revision& each : given) all.push_back(migration_of(std::move(each)));
  return all;
}

config config_of(const project_options& options) {
  config_request request;
  request.working_folder = std::filesystem::current_path() / options.folder;
  request.file = options.file;
  request.url = options.url;
  request.environment = {options.variables.begin(), options.variables.end()};
  return load_config(request);
}

}  // namespace

project::project(project_options options) {
  const auto made = std::make_shared<state>(std::move(options.log));
  inside::translated([&] {
    config settings = config_of(options);
    made->read =
        fz::run(read_project(std::move(settings), migrations_of(std::move(options.revisions)),
                             made->pool, made->reporter));
  });
  state_ = made;
}

std::vector<std::string> project::heads() const {
  const revision_map& map = state_->read->map();
  std::vector<std::string> all = ids(map, map.heads());
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace fz::face
