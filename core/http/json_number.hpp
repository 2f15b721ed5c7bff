#pragma once

#include "core/http/json_value.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fz::http {

/// How many bytes at the beginning of `text` are a JSON number; 0 if it begins with something else.
std::size_t json_number_length(std::string_view text);

/// The number that `text` is, with the text that Python writes for it. Nothing: an integer of more
/// than 4,300 digits, which Python refuses to read.
std::optional<json_value::number> read_json_number(std::string_view text);

/// A finite number as Python's repr() writes it: 1.0, 1e+16, 0.0001.
std::string python_float(double value);

}  // namespace fz::http
