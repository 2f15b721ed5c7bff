#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fz {

/// The words of a message as part of a file name, as Alembic makes it: runs of letters, digits and
/// `_` of any script, in lower case, with `_` between them. One with more than `longest` characters
/// is cut there, loses the word that the cut went through, and ends with `_`.
std::string slug(std::string_view message, std::size_t longest);

}  // namespace fz
