#pragma once

#include "core/importer/make_revisions.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace fz::importer {

/// What a revision's file begins with: its front matter, with the line that says where it is from.
std::string header_text(const revision& declared, const origin_line& origin);

/// The line that begins a section.
std::string marker_text(const made_section& section);

/// The text without blank lines before and after it.
std::string_view body_of(std::string_view text);

/// The moment of a create_date; 1970 if it is not known.
std::chrono::sys_seconds moment_of(const std::string& date);

}  // namespace fz::importer
