#pragma once

#include <string>
#include <string_view>

namespace fz {

/// `text` as a string of SQL, quotes doubled: for every dialect (PostgreSQL with
/// standard_conforming_strings, its default).
std::string string_literal(std::string_view text);

}  // namespace fz
