#pragma once

#include <string_view>

namespace fz::postgresql {

/// True if the server has a cast from one of its own types to the other (pg_cast, and to and from
/// text). False for types that it does not come with: their values go by their text.
bool can_cast(std::string_view from, std::string_view to);

/// What an explicit cast does to values.
enum class cast_effect {
  keeps,     ///< every value stays what it is
  may_lose,  ///< values are cut off or rounded
  may_fail,  ///< there are values that cannot be cast
};

/// What becomes of the values of a column whose type changes. Of types that are not known:
/// may_fail.
cast_effect effect_of_cast(std::string_view from, std::string_view to);

}  // namespace fz::postgresql
