#pragma once

#include "core/schema/object_kind.hpp"

#include <compare>
#include <cstddef>
#include <string>

namespace fz {

/// Which object: the same key in two schemas is the same object. Names are as the catalog has them,
/// not quoted.
struct object_key {
  object_kind kind = object_kind::table;
  std::string schema = {};  ///< empty for what is in no schema, and on SQLite
  std::string parent = {};  ///< the table (type, domain) that a column, constraint, … belongs to
  std::string name = {};    ///< of what belongs to a table once at most: empty
  std::string signature = {};  ///< of functions: the types of the arguments

  auto operator<=>(const object_key&) const = default;
  bool operator==(const object_key&) const = default;
};

struct object_key_hash {
  std::size_t operator()(const object_key& key) const noexcept;
};

/// "column public.users.email", "function public.area(integer)": for messages, not made printable.
std::string to_string(const object_key& key);

/// The same without the kind, names quoted where SQL needs it.
std::string qualified_name(const object_key& key);

}  // namespace fz
