#pragma once

#include "core/schema/relation.hpp"

#include <string>
#include <vector>

namespace fz {

/// A relation for a person: its columns in a table, then keys, indexes, what refers to it and
/// triggers, each with a heading. Printable; ends with a line feed.
std::string to_text(const relation& shown);

}  // namespace fz
