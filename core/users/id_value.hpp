#pragma once

#include "core/sql/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// The text as a value that can be compared with a column of ids of that type, as the database
/// prints the type ("integer", "uuid", …); nothing: no id is written so.
std::optional<value> id_value(std::string_view text, const std::string& type);

}  // namespace fz
