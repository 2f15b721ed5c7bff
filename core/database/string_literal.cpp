#include "core/database/string_literal.hpp"

namespace fz {

std::string string_literal(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'') literal += '\'';
    literal += c;
  }
  return literal + '\'';
}

}  // namespace fz
