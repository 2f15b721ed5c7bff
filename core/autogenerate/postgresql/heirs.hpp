#pragma once

#include "core/autogenerate/postgresql/change_set.hpp"

namespace fz::postgresql {

/// Which tables follow others: partitions and children by INHERITS.
class heirs {
 public:
  heirs(const change_set& changes, const database_schema& from, const database_schema& to)
      : changes_(changes), from_(from), to_(to) {}

  /// The same column (or constraint, trigger) of the table that its table followed before and still
  /// does; null: there is none.
  const schema_object* ancestor_of(const object_key& child) const;

  /// True if its table follows the same one before and after.
  bool stays_heir(const object_key& child) const;

  /// The object of kind partition or inheritance of a table; null: it follows none.
  static const schema_object* link_of(const object_key& child, const database_schema& in);

  /// The table that a link of `in` leads to.
  static const object_key* followed_by(const schema_object& link);

 private:
  const change_set& changes_;
  const database_schema& from_;
  const database_schema& to_;
};

}  // namespace fz::postgresql
