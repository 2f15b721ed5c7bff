#include "core/schema/database_schema.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace fz {
namespace {

auto rank(const schema_object& object) {
  const object_key& key = object.key;
  return std::tie(key.kind, key.schema, key.parent, object.position, key.name, key.signature);
}

std::string plural(const std::string& kind, std::size_t count) {
  if (count == 1 || kind.empty()) return kind;
  if (kind.back() == 's') return kind + "es";
  if (kind.back() == 'y') return kind.substr(0, kind.size() - 1) + "ies";
  return kind + "s";
}

}  // namespace

database_schema::database_schema(fz::dialect dialect, std::vector<schema_object> objects,
                                 std::vector<not_compared> rest)
    : dialect_(dialect), objects_(std::move(objects)), rest_(std::move(rest)) {
  std::stable_sort(
      objects_.begin(), objects_.end(),
      [](const schema_object& a, const schema_object& b) { return rank(a) < rank(b); });
  by_key_.reserve(objects_.size());
  for (std::size_t i = 0; i < objects_.size(); ++i) by_key_.emplace(objects_[i].key, i);
}

const schema_object* database_schema::find(const object_key& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &objects_[found->second];
}

std::vector<const schema_object*> database_schema::children(object_kind kind,
                                                            const std::string& schema,
                                                            const std::string& parent) const {
  const auto wanted = std::tie(kind, schema, parent);
  auto at = std::lower_bound(objects_.begin(), objects_.end(), wanted,
                             [](const schema_object& object, const auto& searched) {
                               const object_key& key = object.key;
                               return std::tie(key.kind, key.schema, key.parent) < searched;
                             });
  std::vector<const schema_object*> found;
  for (; at != objects_.end(); ++at) {
    if (std::tie(at->key.kind, at->key.schema, at->key.parent) != wanted) break;
    found.push_back(&*at);
  }
  return found;
}

std::string describe(const std::vector<not_compared>& rest) {
  std::vector<std::string> lines;
  for (const not_compared& each : rest) {
    lines.push_back(fmt::format("not compared: {} {} ({})", each.names.size(),
                                plural(each.kind, each.names.size()),
                                printable(enumerate(each.names))));
  }
  return join(lines, "\n");
}

}  // namespace fz
