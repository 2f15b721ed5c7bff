#include "core/fleet/target.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fnmatch.h>
#include <unordered_map>
#include <unordered_set>

namespace fz {
namespace {

bool fits(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

/// Short enough to be read in a table; not always unique.
std::string short_name(const fleet_target& target) {
  const database_url url = url_of(target);
  if (url.dialect == dialect::postgresql) {
    const std::string& database = url.database.empty() ? url.user : url.database;
    if (target.schema.empty()) return database;
    return database.empty() ? target.schema : database + "." + target.schema;
  }
  const std::filesystem::path near = url.path.lexically_relative(target.relative_to);
  const bool is_inside = !near.empty() && *near.begin() != "..";
  return is_inside ? near.string() : url.path.string();
}

std::string long_name(const fleet_target& target) {
  const std::string url = to_string(url_of(target));
  return target.schema.empty() ? url : url + " schema " + target.schema;
}

using occurrences = std::unordered_map<std::string, std::size_t>;

occurrences count_names(const std::vector<fleet_target>& targets) {
  occurrences counts;
  for (const fleet_target& each : targets) ++counts[each.name];
  return counts;
}

}  // namespace

database_url url_of(const fleet_target& target) {
  try {
    return parse_database_url(target.url, target.relative_to);
  } catch (const error& e) {
    if (target.name.empty()) throw;
    throw error(e.kind(), fmt::format("Target {}: {}", quote(target.name), e.what()));
  }
}

std::string server_of(const database_url& url) {
  if (url.dialect == dialect::sqlite) return {};
  const std::string host = url.query_value("host").value_or(url.host);
  const std::string port = url.query_value("port").value_or(url.port);
  return host + ":" + (port.empty() ? "5432" : port);
}

config settings_for(const fleet_target& target, const config& project) {
  config settings = project;
  settings.fleets.clear();
  if (!target.schema.empty()) settings.alembic.version_table_schema = target.schema;
  if (!target.search_path.empty()) settings.database.search_path = target.search_path;
  if (!target.role.empty()) settings.database.role = target.role;
  return settings;
}

bool matches(const fleet_target& target, const std::string& pattern) {
  if (fits(pattern, target.name)) return true;
  const std::size_t sign = pattern.find('=');
  if (sign == std::string::npos) return false;
  const std::string label = pattern.substr(0, sign);
  const std::string wanted = pattern.substr(sign + 1);
  return std::any_of(target.labels.begin(), target.labels.end(), [&](const auto& each) {
    return each.first == label && fits(wanted, each.second);
  });
}

void name_targets(std::vector<fleet_target>& targets) {
  std::vector<std::size_t> unnamed;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (!targets[i].name.empty()) continue;
    unnamed.push_back(i);
    targets[i].name = short_name(targets[i]);
  }
  const occurrences counts = count_names(targets);
  for (const std::size_t i : unnamed) {
    const bool is_clear = !targets[i].name.empty() && counts.at(targets[i].name) == 1;
    if (!is_clear) targets[i].name = long_name(targets[i]);
  }
  std::unordered_set<std::string> seen;
  for (const fleet_target& each : targets) {
    if (seen.insert(each.name).second) continue;
    throw error(error_kind::config,
                fmt::format("The fleet has two targets named {}.", quote(each.name)));
  }
}

std::vector<fleet_target> select(std::vector<fleet_target> targets,
                                 const std::vector<std::string>& only,
                                 const std::vector<std::string>& except) {
  const auto fits_any = [](const fleet_target& target, const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matches(target, pattern); });
  };
  for (const std::vector<std::string>* patterns : {&only, &except}) {
    for (const std::string& pattern : *patterns) {
      const bool is_used = std::any_of(targets.begin(), targets.end(),
                                       [&](const auto& each) { return matches(each, pattern); });
      if (is_used) continue;
      throw error(error_kind::usage,
                  fmt::format("{} matches no target of the fleet.", quote(pattern)));
    }
  }
  std::erase_if(targets, [&](const fleet_target& each) {
    return (!only.empty() && !fits_any(each, only)) || fits_any(each, except);
  });
  return targets;
}

}  // namespace fz
