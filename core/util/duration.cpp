#include "core/util/duration.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <system_error>

namespace fz {
namespace {

using std::chrono::milliseconds;

std::optional<milliseconds> in_unit(std::uint32_t number, std::string_view unit) {
  if (unit == "ms") return milliseconds(number);
  if (unit == "s") return std::chrono::seconds(number);
  if (unit == "m") return std::chrono::minutes(number);
  if (unit == "h") return std::chrono::hours(number);
  return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  constexpr milliseconds longest(std::numeric_limits<std::int32_t>::max());
  if (text == "0") return milliseconds(0);
  std::uint32_t number = 0;  // so that no unit overflows the milliseconds
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{}) return std::nullopt;
  const auto value = in_unit(number, {stop, static_cast<std::size_t>(end - stop)});
  return value && *value <= longest ? value : std::nullopt;
}

std::string in_words(std::chrono::milliseconds time) {
  const auto milliseconds = time.count();
  if (milliseconds < 1000) return fmt::format("{} ms", milliseconds);
  if (milliseconds < 120'000) return fmt::format("{} s", milliseconds / 1000);
  if (milliseconds < 7'200'000) return fmt::format("{} min", milliseconds / 60'000);
  return fmt::format("{} h", milliseconds / 3'600'000);
}

}  // namespace fz
