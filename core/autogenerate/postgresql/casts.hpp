#pragma once

#include <string_view>

namespace fz::postgresql {

/// True if the server has a cast from one of its own types to the other (pg_cast, and to and from
/// text). False for types that it does not come with: their values go by their text.
bool can_cast(std::string_view from, std::string_view to);

}  // namespace fz::postgresql
