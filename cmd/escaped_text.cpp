#include "cmd/escaped_text.hpp"

#include "core/util/text.hpp"

namespace fz::cmd {

void add_csv_field(std::string_view value, std::string& to) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    to += value;
    return;
  }
  to += '"';
  for (const char c : value) {
    if (c == '"') to += '"';
    to += c;
  }
  to += '"';
}

std::string xml_text(std::string_view text) {
  std::string result;
  for (const char c : printable_lines(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace fz::cmd
