#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// One variable of a .env file, before `${NAME}`s in it are filled in.
struct dotenv_line {
  std::string name;
  std::string value;
  bool literal = false;      ///< it stood in single quotes: nothing in it is filled in
  std::string problem = {};  ///< why its line cannot be read, without its value; empty: it can
  std::size_t line = 0;
};

/// The variables of a .env file in their order, as python-dotenv reads them. Lines of another form
/// belong to other programs: they are passed over, but the variables that they may mean are listed
/// with the problem. Never shows a value, since it may be a password.
std::vector<dotenv_line> parse_dotenv(std::string_view text);

/// Letters, digits and `_`, not beginning with a digit.
bool is_variable_name(std::string_view name);

}  // namespace fz
