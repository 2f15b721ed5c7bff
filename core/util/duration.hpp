#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// What parse_duration() takes, for a message: "expected …".
inline constexpr std::string_view duration_forms =
    "a duration such as \"500ms\", \"60s\", \"2m\" or \"1h\"";

/// "500ms", "60s", "2m", "1h", or "0" alone, up to the 24 days that servers can count in 32 bits;
/// nothing for anything else.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "300 ms", "12 s", "5 min", "3 h": for a person.
std::string in_words(std::chrono::milliseconds time);

}  // namespace fz
