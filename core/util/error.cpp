#include "core/util/error.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz {

std::string to_string(const source_position& position) {
  std::string text = printable(position.file);
  if (position.line > 0) text += fmt::format(":{}", position.line);
  if (position.line > 0 && position.column > 0) text += fmt::format(":{}", position.column);
  return text;
}

error error_at(error_kind kind, const source_position& position, const std::string& sentence,
               remedy what_helps) {
  return error(kind, fmt::format("{}: {}", to_string(position), sentence), std::move(what_helps));
}

}  // namespace fz
