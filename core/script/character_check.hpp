#pragma once

#include "core/script/section_reader.hpp"

#include <string>

namespace fz {

/// Throws error(script) with the place of the first NUL character, and of the first bytes that are
/// not UTF-8.
void check_characters(const text_opener& open, const std::string& file);

}  // namespace fz
