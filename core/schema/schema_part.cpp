#include "core/schema/schema_part.hpp"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace fz {
namespace {

/// What a table or type cannot be made without.
constexpr std::array kinds_of_parts = {object_kind::type_attribute, object_kind::column,
                                       object_kind::inheritance, object_kind::partition};

class part_builder {
 public:
  explicit part_builder(const database_schema& schema) : schema_(schema) {
    for (const schema_object& each : schema.objects()) {
      if (each.key.parent.empty())
        owners_.emplace(std::pair(each.key.schema, each.key.name), &each);
    }
  }

  database_schema build(const std::vector<object_key>& wanted) {
    for (const object_key& key : wanted) add(schema_.find(key));
    while (!unread_.empty()) {
      const schema_object& next = *unread_.back();
      unread_.pop_back();
      add_needs(next);
    }
    std::vector<schema_object> objects;
    for (const schema_object* each : part_) objects.push_back(*each);
    return database_schema(schema_.dialect(), std::move(objects));
  }

 private:
  void add(const schema_object* object) {
    if (object != nullptr && part_.insert(object).second) unread_.push_back(object);
  }

  void add_needs(const schema_object& object) {
    const object_key& key = object.key;
    add(schema_.find({object_kind::schema, {}, {}, key.schema, {}}));
    for (const dependency& each : object.depends_on) add(schema_.find(each.on));
    if (!key.parent.empty()) {
      const auto [first, last] = owners_.equal_range(std::pair(key.schema, key.parent));
      for (auto owner = first; owner != last; ++owner) add(owner->second);
      return;
    }
    for (const object_kind kind : kinds_of_parts) {
      for (const schema_object* part : schema_.children(kind, key.schema, key.name)) add(part);
    }
  }

  const database_schema& schema_;
  std::multimap<std::pair<std::string, std::string>, const schema_object*> owners_;
  std::set<const schema_object*> part_;
  std::vector<const schema_object*> unread_;
};

}  // namespace

database_schema part_of(const database_schema& schema, const std::vector<object_key>& wanted) {
  return part_builder(schema).build(wanted);
}

}  // namespace fz
