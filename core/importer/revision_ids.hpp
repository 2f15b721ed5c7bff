#pragma once

#include <set>
#include <string>
#include <string_view>

namespace fz::importer {

/// `wanted` if it may be a revision's id; else what is made from it, always the same: letters,
/// digits, `_` and `.` stay, and of a long one its beginning, with a digest of the whole at its
/// end.
std::string fitting_id(std::string_view wanted);

/// The same, but not one of `taken`, to which it is added.
std::string unused_id(std::string_view wanted, std::set<std::string>& taken);

}  // namespace fz::importer
