#pragma once

#include <string>
#include <string_view>

namespace fz::cmd {

/// Appends a field as RFC 4180 writes it: in quotes where it needs them.
void add_csv_field(std::string_view value, std::string& to);

/// Text for an attribute or element of XML 1.0, which cannot hold control characters: they are
/// shown as on a terminal.
std::string xml_text(std::string_view text);

}  // namespace fz::cmd
