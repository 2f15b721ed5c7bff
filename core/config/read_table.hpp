#pragma once

#include "core/config/setting.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// "Did you mean 'x'?" or what may stand there. `keys`: values with a `name`.
template <class Keys>
std::string suggestion(std::string_view word, const Keys& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.emplace_back(key.name);
  const std::string near = nearest(word, names);
  if (!near.empty()) return fmt::format("Did you mean {}?", quote(near));
  return fmt::format("Expected {}.", enumerate(names));
}

/// Reads one key of the table `name` by the `read` of the known key of that name. Throws
/// error(config) with its place if there is none.
template <class Keys, class Result>
void read_key(const config_source& source, std::string_view name, const toml::key& key,
              const toml::node& value, const Keys& keys, Result& result) {
  const auto known = std::find_if(keys.begin(), keys.end(),
                                  [&](const auto& each) { return each.name == key.str(); });
  if (known == keys.end()) {
    throw error_at(error_kind::config, source.position(key.source().begin),
                   fmt::format("Unknown key {} under [{}]. {}", quote(key.str()), name,
                               suggestion(key.str(), keys)));
  }
  known->read(setting(source, fmt::format("{} under [{}]", quote(key.str()), name), value), result);
}

/// Reads all keys of a table. Throws error(config) if the node is not a table.
template <class Keys, class Result>
void read_table(const config_source& source, std::string_view name, const toml::node& node,
                const Keys& keys, Result& result) {
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    throw error_at(error_kind::config, source.position(node.source().begin),
                   fmt::format("{} must be a table, [{}].", quote(name), name));
  }
  for (const auto& [key, value] : *table) read_key(source, name, key, value, keys, result);
}

}  // namespace fz
