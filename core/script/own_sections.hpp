#pragma once

#include "core/script/section_marker.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/sql_scanner.hpp"

#include <set>

namespace fz {

/// The directions for which a text has a line that looks like the marker of a section for this
/// dialect alone. It is known before anything is understood of the text, and may be wrong: a string
/// may have such a line.
std::set<section_direction> find_own_sections(const text_pieces& pieces, dialect d);

}  // namespace fz
