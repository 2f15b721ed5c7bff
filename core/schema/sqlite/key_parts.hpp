#pragma once

#include "core/schema/sqlite/table_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::sqlite {

/// The columns and expressions of a key or an index up to its ")" or AUTOINCREMENT.
std::vector<key_part> read_key_parts(token_reader& in);

/// A name in the form that is compared.
std::string compared_name(std::string_view name);

}  // namespace fz::sqlite
