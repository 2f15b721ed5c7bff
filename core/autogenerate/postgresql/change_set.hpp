#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace fz::postgresql {

/// What happens to an object between two schemas.
enum class fate {
  kept,
  created,
  dropped,
  altered,
  anew,      ///< dropped and created
  replaced,  ///< a type: renamed, created, its columns moved over, dropped
};

/// What happens to each object: the differences, and what must be made anew because of them.
class change_set {
 public:
  using keys = std::unordered_set<object_key, object_key_hash>;

  /// `anew`: objects that are to be made anew whatever their differences say.
  change_set(const database_schema& from, const database_schema& to, const keys& anew);

  fate of(const object_key& key) const;
  bool is_dropped(const object_key& key) const;  ///< for good or to be made anew
  bool is_created(const object_key& key) const;  ///< or made anew or replaced
  /// True for a column whose type or collation changes, if only to one of the same name.
  bool is_retyped(const object_key& column) const { return retyped_.count(column) > 0; }
  const std::unordered_map<object_key, fate, object_key_hash>& all() const { return fates_; }

 private:
  void find_differences(const keys& anew);
  void find_mistakable_indexes();
  void collect_dependents();
  void set(const object_key& key, fate what);
  void make_anew(const object_key& key);
  void retype(const object_key& column);
  void spread(const object_key& changed);
  void spread_drop(const schema_object& dependent, const object_key& dropped);
  void spread_replacement(const schema_object& dependent);
  void spread_retyping(const schema_object& dependent);
  void spread_to_index_partition(const schema_object& partition, const object_key& dropped);
  bool leaves_parent(const object_key& partition) const;
  bool survives(const schema_object& dependent, const object_key& dropped) const;

  const database_schema& from_;
  const database_schema& to_;
  std::unordered_map<object_key, fate, object_key_hash> fates_;
  keys retyped_;
  std::unordered_map<object_key, std::vector<const schema_object*>, object_key_hash> dependents_;
  std::vector<object_key> changed_;  // whose dependents have not been looked at
};

}  // namespace fz::postgresql
