#pragma once

#include "core/autogenerate/postgresql/change_set.hpp"

#include <cstddef>
#include <vector>

namespace fz::postgresql {

enum class action {
  drop,
  alter,
  create,
  finish,  ///< drop the old form of a type that was replaced
};

/// One step of a plan.
struct step {
  action what;
  object_key key;
  /// Objects that are created (dropped) with this one: columns with their table.
  std::vector<object_key> parts = {};
};

struct ordered_steps {
  std::vector<step> steps;
  /// Objects that stand in the way of an order, because each must come before the other: what can
  /// be altered is better made anew. Empty: `steps` is an order in which all works.
  std::vector<object_key> in_circle;
};

/// The steps that carry the changes out, ordered by the dependencies in both schemas, ties by kind
/// and name.
ordered_steps order_steps(const change_set& changes, const database_schema& from,
                          const database_schema& to);

}  // namespace fz::postgresql
