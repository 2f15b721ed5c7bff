#include "core/autogenerate/compare.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <unordered_set>
#include <utility>

namespace fz {
namespace {

std::vector<attribute_change> compare(const attributes& from, const attributes& to) {
  std::vector<attribute_change> changes;
  auto a = from.begin();
  auto b = to.begin();
  while (a != from.end() || b != to.end()) {
    const bool only_from = b == to.end() || (a != from.end() && a->first < b->first);
    const bool only_to = a == from.end() || (b != to.end() && b->first < a->first);
    if (only_from) {
      changes.push_back({a->first, a->second, std::nullopt});
    } else if (only_to) {
      changes.push_back({b->first, std::nullopt, b->second});
    } else if (a->second != b->second) {
      changes.push_back({a->first, a->second, b->second});
    }
    if (!only_to) ++a;
    if (!only_from) ++b;
  }
  return changes;
}

/// The table or type that an object comes and goes with.
std::optional<object_key> owner(const object_key& key, object_kind kind) {
  if (key.parent.empty()) return std::nullopt;
  return object_key{kind, key.schema, {}, key.parent, {}};
}

class changed_objects {
 public:
  explicit changed_objects(const std::vector<difference>& differences) {
    for (const difference& each : differences) {
      if (each.what == difference::kind::changed) continue;
      (each.what == difference::kind::added ? added_ : removed_).insert(each.object);
    }
  }

  /// True if it is added or removed because its table is.
  bool goes_with_owner(const difference& each) const {
    if (each.what == difference::kind::changed) return false;
    const auto& same = each.what == difference::kind::added ? added_ : removed_;
    for (const object_kind kind :
         {object_kind::table, object_kind::virtual_table, object_kind::view,
          object_kind::materialized_view, object_kind::composite_type, object_kind::domain}) {
      const auto key = owner(each.object, kind);
      if (key && same.count(*key) > 0) return true;
    }
    return false;
  }

 private:
  std::unordered_set<object_key, object_key_hash> added_;
  std::unordered_set<object_key, object_key_hash> removed_;
};

std::string shown(const std::optional<std::string>& text) {
  return text ? printable_lines(*text) : "(nothing)";
}

std::string describe(const attribute_change& change) {
  if (!change.from) return fmt::format("    {}: {}\n", change.name, shown(change.to));
  if (!change.to) return fmt::format("    {}: no longer {}\n", change.name, shown(change.from));
  return fmt::format("    {}: {} -> {}\n", change.name, shown(change.from), shown(change.to));
}

}  // namespace

std::vector<difference> compare(const database_schema& from, const database_schema& to) {
  std::vector<difference> found;
  for (const schema_object& object : from.objects()) {
    const schema_object* other = to.find(object.key);
    if (other == nullptr) {
      found.push_back({difference::kind::removed, object.key, {}});
      continue;
    }
    auto changes = compare(object.attributes, other->attributes);
    if (!changes.empty()) {
      found.push_back({difference::kind::changed, object.key, std::move(changes)});
    }
  }
  for (const schema_object& object : to.objects()) {
    if (from.find(object.key) == nullptr) {
      found.push_back({difference::kind::added, object.key, {}});
    }
  }
  return found;
}

std::string describe(const std::vector<difference>& differences) {
  const changed_objects all(differences);
  std::string text;
  for (const difference& each : differences) {
    if (all.goes_with_owner(each)) continue;
    const char sign = each.what == difference::kind::added     ? '+'
                      : each.what == difference::kind::removed ? '-'
                                                               : '~';
    text += fmt::format("{} {}\n", sign, printable(to_string(each.object)));
    for (const attribute_change& change : each.changes) text += describe(change);
  }
  return text;
}

}  // namespace fz
