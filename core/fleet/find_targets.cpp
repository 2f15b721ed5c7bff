#include "core/fleet/find_targets.hpp"

#include "core/async/offload.hpp"
#include "core/fleet/target_list.hpp"
#include "core/fleet/url_template.hpp"
#include "core/runtime/database.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fnmatch.h>
#include <glob.h>
#include <iterator>
#include <memory>
#include <utility>

namespace fz {
namespace {

namespace fs = std::filesystem;

/// What one pattern finds on disk, sorted. Files that belong to a database are not databases.
std::vector<std::string> files_of(const std::string& pattern) {
  ::glob_t found{};
  const int problem = ::glob(pattern.c_str(), GLOB_MARK, nullptr, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (problem != 0 && problem != GLOB_NOMATCH) {
    throw error(error_kind::file, fmt::format("Cannot search for {}.", quote(pattern)));
  }
  std::erase_if(paths, [](const std::string& path) {
    return path.ends_with('/') || path.ends_with("-journal") || path.ends_with("-wal") ||
           path.ends_with("-shm") || path.ends_with("-fz-lock");
  });
  return paths;
}

std::string url_of_file(const std::string& path) {
  std::string url = "sqlite:///";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      url += fmt::format("%{:02X}", static_cast<unsigned>(c));
    } else {
      url += c;
    }
  }
  return url;
}

std::vector<fleet_target> targets_of_files(const std::vector<std::string>& patterns,
                                           const fs::path& folder) {
  std::vector<fleet_target> targets;
  for (const std::string& pattern : patterns) {
    for (const std::string& path : files_of((folder / pattern).string())) {
      targets.push_back({{}, url_of_file(path), folder});
    }
  }
  return targets;
}

std::vector<fleet_target> read_list(const std::string& file, const fs::path& folder,
                                    const fleet_config& fleet) {
  const bool is_stdin = file == "-";
  const fs::path path = is_stdin ? fs::path("/dev/stdin") : folder / file;
  const std::string text = read_file(path);
  return parse_target_list(text, is_stdin ? "stdin" : path.string(), folder, fleet);
}

std::vector<fleet_target> read_offline(const fleet_config& fleet, const fleet_selection& wanted,
                                       const fs::path& folder) {
  if (wanted.targets) return read_list(*wanted.targets, fs::current_path(), fleet);
  std::vector<fleet_target> targets;
  if (fleet.targets) targets = read_list(fleet.targets->string(), folder, fleet);
  std::vector<fleet_target> files = targets_of_files(fleet.files, folder);
  std::move(files.begin(), files.end(), std::back_inserter(targets));
  return targets;
}

fleet_target administration(const fleet_config& fleet) {
  if (!fleet.database) {
    throw error(error_kind::config,
                fmt::format("{}: 'query' and 'schemas' need a 'database' that can be asked.",
                            fleet.origin));
  }
  const url_setting& url = *fleet.database;
  if (!url.value.problem.empty()) {
    throw error(error_kind::config, fmt::format("{}: {}", url.origin, url.value.problem));
  }
  return {{}, url.value.text, url.relative_to};
}

std::vector<std::pair<std::string, std::string>> texts_of(const row& r) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (!is_null(r[i])) texts.emplace_back(r.names()[i], to_string(r[i]));
  }
  return texts;
}

task<std::vector<row>> ask(fleet_target whom, const config& settings, std::string sql,
                           thread_pool& pool, reporter& to) {
  database asked(url_of(whom), settings, pool, to);
  const pooled_connection connection = co_await asked.connect(access::look);
  co_return co_await connection->query(std::move(sql));
}

void add_rows(const std::vector<row>& rows, const fleet_config& fleet,
              std::vector<fleet_target>& targets) {
  for (const row& each : rows) {
    targets.push_back(target_of_row(texts_of(each), fleet.database->relative_to, fleet));
    url_of(targets.back());
  }
}

fleet_target target_of_schema(const std::string& schema, const fleet_target& within,
                              const std::string& search_path) {
  fleet_target target = within;
  target.schema = schema;
  target.labels.emplace_back("schema", schema);
  const std::string quoted = quote_identifier(schema);
  target.search_path = search_path.empty() ? quoted : fill_names(search_path, {{"schema", quoted}});
  return target;
}

void add_schemas(const std::vector<row>& rows, const fleet_config& fleet,
                 const fleet_target& within, std::vector<fleet_target>& targets) {
  for (const row& each : rows) {
    const std::string schema = to_string(each[0]);
    const bool fits =
        std::any_of(fleet.schemas.begin(), fleet.schemas.end(), [&](const std::string& pattern) {
          return ::fnmatch(pattern.c_str(), schema.c_str(), 0) == 0;
        });
    if (fits) targets.push_back(target_of_schema(schema, within, fleet.search_path));
  }
}

const char* const schema_question =
    "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' "
    "AND nspname <> 'information_schema' ORDER BY nspname";

}  // namespace

fleet_config configured_fleet(const config& settings, const fleet_selection& wanted) {
  const auto& fleets = settings.fleets;
  auto found = fleets.find(wanted.fleet);
  const bool is_only = wanted.fleet.empty() && found == fleets.end() && fleets.size() == 1;
  if (is_only) found = fleets.begin();
  if (found != fleets.end()) return found->second;
  if (wanted.targets && wanted.fleet.empty()) return {};
  std::vector<std::string> names;
  for (const auto& [name, fleet] : fleets) names.push_back(name.empty() ? "[fleet]" : name);
  if (names.empty()) {
    throw error(error_kind::config,
                "No fleet is configured: alembic.toml has no table [fleet], and no list of targets "
                "was given.");
  }
  throw error(error_kind::config,
              fmt::format("There is no fleet {}. Expected {}.",
                          wanted.fleet.empty() ? "without a name" : quote(wanted.fleet),
                          printable(enumerate(names))));
}

task<std::vector<fleet_target>> find_targets(fleet_selection wanted, const config& settings,
                                             thread_pool& pool, reporter& to) {
  const fleet_config fleet = configured_fleet(settings, wanted);
  const fs::path folder = settings.file.parent_path();
  const auto read = [&] { return read_offline(fleet, wanted, folder); };
  std::vector<fleet_target> targets = co_await offload(pool, read);
  if (!wanted.targets && !fleet.query.empty()) {
    fleet_target whom = administration(fleet);
    std::string sql = fleet.query;
    const std::vector<row> rows = co_await ask(std::move(whom), settings, std::move(sql), pool, to);
    add_rows(rows, fleet, targets);
  }
  if (!wanted.targets && !fleet.schemas.empty()) {
    const fleet_target within = administration(fleet);
    fleet_target whom = within;
    std::string sql = schema_question;
    const std::vector<row> rows = co_await ask(std::move(whom), settings, std::move(sql), pool, to);
    add_schemas(rows, fleet, within, targets);
  }
  if (targets.empty()) throw error(error_kind::config, "The fleet has no targets.");
  name_targets(targets);
  co_return select(std::move(targets), wanted.only, wanted.except);
}

}  // namespace fz
