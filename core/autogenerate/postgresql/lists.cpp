#include "core/autogenerate/postgresql/lists.hpp"

#include "core/util/text.hpp"

#include <map>

namespace fz::postgresql {
namespace {

using options = std::map<std::string, std::string>;

options options_in(std::string_view list, char separator) {
  options found;
  for (const std::string& each : split_list(list)) {
    const std::size_t at = each.find(separator);
    found.emplace(each.substr(0, at), at == std::string::npos ? "" : each.substr(at + 1));
  }
  return found;
}

std::vector<std::string> names_in(const options& all) {
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each.first);
  return names;
}

}  // namespace

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  std::string part;
  char quote = 0;
  int depth = 0;
  for (const char c : list) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back(trim(part));
      part.clear();
      continue;
    }
    part += c;
  }
  if (!trim(part).empty()) parts.emplace_back(trim(part));
  return parts;
}

std::vector<std::string> option_changes(std::string_view from, std::string_view to) {
  const options old_ones = options_in(from, '=');
  const options new_ones = options_in(to, '=');
  std::vector<std::string> order;  // that the server will have them in
  std::vector<std::string> set;
  std::vector<std::string> reset;
  for (const std::string& each : split_list(from)) {
    const std::string name = each.substr(0, each.find('='));
    (new_ones.count(name) > 0 ? order : reset).push_back(name);
  }
  std::vector<std::string> wanted;
  for (const std::string& each : split_list(to)) {
    const std::string name = each.substr(0, each.find('='));
    wanted.push_back(name);
    const auto old_one = old_ones.find(name);
    if (old_one == old_ones.end()) order.push_back(name);
    if (old_one == old_ones.end() || old_one->second != new_ones.at(name)) set.push_back(each);
  }
  if (order != wanted) {
    set = split_list(to);
    reset = names_in(old_ones);
  }
  std::vector<std::string> changes;
  if (!reset.empty()) changes.push_back("RESET (" + join(reset, ", ") + ")");
  if (!set.empty()) changes.push_back("SET (" + join(set, ", ") + ")");
  return changes;
}

std::string foreign_option_changes(std::string_view from, std::string_view to) {
  const options old_ones = options_in(from, ' ');
  const options new_ones = options_in(to, ' ');
  std::vector<std::string> changes;
  for (const auto& [name, text] : new_ones) {
    const auto old_one = old_ones.find(name);
    if (old_one == old_ones.end()) {
      changes.push_back("ADD " + name + " " + text);
    } else if (old_one->second != text) {
      changes.push_back("SET " + name + " " + text);
    }
  }
  for (const auto& [name, text] : old_ones) {
    if (new_ones.count(name) == 0) changes.push_back("DROP " + name);
  }
  return join(changes, ", ");
}

}  // namespace fz::postgresql
