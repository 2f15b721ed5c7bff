#pragma once

#include "core/schema/database_schema.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// An attribute that is not the same on both sides; nothing: it is not there.
struct attribute_change {
  std::string name;
  std::optional<std::string> from;
  std::optional<std::string> to;

  bool operator==(const attribute_change&) const = default;
};

/// One object that is not the same in two schemas.
struct difference {
  enum class kind { added, removed, changed };

  kind what;
  object_key object;
  std::vector<attribute_change> changes = {};  ///< of what is changed only

  bool operator==(const difference&) const = default;
};

/// What leads from one schema to the other, in the order of the objects. What belongs to an object
/// that is added or removed (the columns of a new table) is listed too.
std::vector<difference> compare(const database_schema& from, const database_schema& to);

/// For a person, a line each (and one for each attribute): objects that come and go with their
/// table are not named on their own.
std::string describe(const std::vector<difference>& differences);

}  // namespace fz
