#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fz::postgresql {

/// The parts of a list in SQL between commas that are not in quotes or parentheses.
std::vector<std::string> split_list(std::string_view list);

/// "SET (…)" and "RESET (…)": what leads from one list of options (fillfactor='70') to another.
std::vector<std::string> option_changes(std::string_view from, std::string_view to);

/// The inside of OPTIONS (ADD …, SET …, DROP …) from one list (name 'value') to another.
std::string foreign_option_changes(std::string_view from, std::string_view to);

}  // namespace fz::postgresql
