#pragma once

#include "core/http/json_value.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace fz::http {

/// What parse_json() found: a value or a problem.
struct parsed_json {
  std::optional<json_value> value = {};
  /// In the words of Python's json module; empty with no value: the bytes are not UTF-8, or the
  /// document is one that Python cannot hold (too deep, an integer of too many digits).
  std::string_view problem = {};
  std::size_t offset = 0;  ///< of the problem, in characters
};

/// Reads a document as json.loads() of Python 3.13 does: NaN and infinities are numbers, a byte
/// order mark is skipped, halves of surrogate pairs are kept (as if UTF-8 could hold them), the
/// last of two equal names counts.
parsed_json parse_json(std::string_view bytes);

}  // namespace fz::http
