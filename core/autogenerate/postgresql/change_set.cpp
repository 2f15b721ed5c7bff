#include "core/autogenerate/postgresql/change_set.hpp"

#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/objects.hpp"

#include <algorithm>

namespace fz::postgresql {
namespace {

bool depends(const schema_object& object, const object_key& on) {
  return std::any_of(object.depends_on.begin(), object.depends_on.end(),
                     [&](const dependency& each) { return each.on == on; });
}

bool is_attached(const object_key& index, const database_schema& in) {
  return in.find({object_kind::index_partition, index.schema, index.parent, index.name, {}}) !=
         nullptr;
}

/// What an index is made of, without its name and table.
std::string shape_of(const schema_object& index) {
  const std::string& definition = index.attributes["definition"];
  const bool is_unique = definition.starts_with("CREATE UNIQUE");
  const std::size_t at = definition.find(" USING ");
  return (is_unique ? "unique" : "") + (at == std::string::npos ? "" : definition.substr(at));
}

bool is_type_part(const object_key& key) {
  return key.kind == object_kind::type_attribute || key.kind == object_kind::domain_constraint;
}

}  // namespace

change_set::change_set(const database_schema& from, const database_schema& to, const keys& anew)
    : from_(from), to_(to) {
  collect_dependents();
  find_differences(anew);
  find_mistakable_indexes();
  while (!changed_.empty()) {
    const object_key next = changed_.back();
    changed_.pop_back();
    spread(next);
  }
}

void change_set::collect_dependents() {
  for (const schema_object& object : from_.objects()) {
    for (const dependency& each : object.depends_on) dependents_[each.on].push_back(&object);
    const schema_object* parent = parent_of(object.key, from_);
    if (parent != nullptr) dependents_[parent->key].push_back(&object);
    if (object.key.kind == object_kind::column_default) {
      object_key column = object.key;
      column.kind = object_kind::column;
      dependents_[column].push_back(&object);
    }
  }
}

void change_set::find_differences(const keys& anew) {
  for (const schema_object& object : to_.objects()) {
    if (from_.find(object.key) == nullptr) set(object.key, fate::created);
  }
  for (const schema_object& object : from_.objects()) {
    const schema_object* other = to_.find(object.key);
    if (other == nullptr) {
      set(object.key, fate::dropped);
      continue;
    }
    const bool forced = anew.count(object.key) > 0;
    if (object.attributes == other->attributes && !forced) continue;
    const way how = forced ? way::anew : way_between(object, *other);
    if (how == way::anew) {
      make_anew(object.key);
    } else if (how == way::alter) {
      set(object.key, fate::altered);
      const bool is_column = object.key.kind == object_kind::column;
      if (is_column && postgresql::is_retyped(object, *other)) retype(object.key);
    } else if (is_type_part(object.key)) {
      set(parent_of(object.key, from_)->key, fate::replaced);
    } else {
      set(object.key, fate::replaced);
    }
  }
}

/// When a table becomes a partition, the server attaches the first of its indexes that fits. One
/// that is the table's own is made anew after that.
void change_set::find_mistakable_indexes() {
  for (const schema_object& link : to_.objects()) {
    if (link.key.kind != object_kind::partition || !is_created(link.key)) continue;
    const auto indexes = to_.children(object_kind::index, link.key.schema, link.key.name);
    for (const schema_object* own : indexes) {
      if (is_attached(own->key, to_) || of(own->key) != fate::kept) continue;
      const auto fits = [&](const schema_object* each) {
        return is_attached(each->key, to_) && shape_of(*each) == shape_of(*own);
      };
      if (std::any_of(indexes.begin(), indexes.end(), fits)) make_anew(own->key);
    }
  }
}

fate change_set::of(const object_key& key) const {
  const auto found = fates_.find(key);
  return found == fates_.end() ? fate::kept : found->second;
}

bool change_set::is_dropped(const object_key& key) const {
  const fate what = of(key);
  return what == fate::dropped || what == fate::anew;
}

bool change_set::is_created(const object_key& key) const {
  const fate what = of(key);
  return what == fate::created || what == fate::anew || what == fate::replaced;
}

/// The stronger of two fates counts.
void change_set::set(const object_key& key, fate what) {
  const fate before = of(key);
  if (before == what || before == fate::dropped || before == fate::created ||
      before == fate::anew) {
    return;
  }
  if (before == fate::replaced && what == fate::altered) return;
  fates_[key] = what;
  changed_.push_back(key);
}

void change_set::make_anew(const object_key& key) {
  set(key, to_.find(key) == nullptr ? fate::dropped : fate::anew);
}

void change_set::retype(const object_key& column) {
  if (is_dropped(column) || !retyped_.insert(column).second) return;
  set(column, fate::altered);
  changed_.push_back(column);
}

void change_set::spread(const object_key& changed) {
  if (changed.kind == object_kind::index_partition && is_dropped(changed)) {
    spread_to_index_partition(*from_.find(changed), changed);
  }
  const auto found = dependents_.find(changed);
  if (found == dependents_.end()) return;
  const fate what = of(changed);
  for (const schema_object* dependent : found->second) {
    if (dependent->key.kind == object_kind::index_partition) {
      spread_to_index_partition(*dependent, changed);
    } else if (is_dropped(changed)) {
      spread_drop(*dependent, changed);
    } else if (what == fate::replaced) {
      spread_replacement(*dependent);
    } else if (is_retyped(changed)) {
      spread_retyping(*dependent);
    }
  }
}

/// True if it does no longer need what is dropped, once it has been altered.
bool change_set::survives(const schema_object& dependent, const object_key& dropped) const {
  if (of(dropped) != fate::dropped || of(dependent.key) != fate::altered) return false;
  const schema_object* after = to_.find(dependent.key);
  return after != nullptr && !depends(*after, dropped);
}

void change_set::spread_drop(const schema_object& dependent, const object_key& dropped) {
  if (survives(dependent, dropped)) return;
  const bool is_column_of_type = dependent.key.kind == object_kind::column &&
                                 !dependent.attributes.has("generated") &&
                                 dropped.kind == object_kind::extension;
  if (is_column_of_type && of(dependent.key) == fate::altered) return;
  make_anew(dependent.key);
}

/// A column moves over to the new type; types made of it are replaced, too.
void change_set::spread_replacement(const schema_object& dependent) {
  switch (dependent.key.kind) {
    case object_kind::column:
      if (dependent.attributes.has("generated")) {
        make_anew(dependent.key);
      } else if (to_.find(dependent.key) != nullptr) {
        retype(dependent.key);
      }
      break;
    case object_kind::type_attribute:
      set(parent_of(dependent.key, from_)->key, fate::replaced);
      make_anew(dependent.key);
      break;
    case object_kind::domain:
    case object_kind::range_type:
      if (to_.find(dependent.key) != nullptr) set(dependent.key, fate::replaced);
      break;
    default:
      make_anew(dependent.key);
  }
}

/// What the server does not carry along when a column's type changes.
void change_set::spread_retyping(const schema_object& dependent) {
  switch (dependent.key.kind) {
    case object_kind::column:
      if (dependent.attributes.has("generated")) make_anew(dependent.key);
      break;
    case object_kind::index:
    case object_kind::constraint:
    case object_kind::statistics:
    case object_kind::sequence:
    case object_kind::sequence_owner:
    case object_kind::publication:
      break;
    default:
      make_anew(dependent.key);
  }
}

/// An index of a partition goes with that of the parent, and cannot go without it.
void change_set::spread_to_index_partition(const schema_object& partition,
                                           const object_key& dropped) {
  if (!is_dropped(dropped)) return;
  make_anew(partition.key);
  if (leaves_parent({object_kind::partition, partition.key.schema, {}, partition.key.parent, {}})) {
    return;
  }
  for (const dependency& each : partition.depends_on) make_anew(each.on);
}

/// True if a partition is detached, or goes itself.
bool change_set::leaves_parent(const object_key& partition) const {
  const schema_object* before = from_.find(partition);
  const schema_object* after = to_.find(partition);
  if (before == nullptr || after == nullptr || is_dropped(partition)) return true;
  return way_between(*before, *after) == way::anew;
}

}  // namespace fz::postgresql
