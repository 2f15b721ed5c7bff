#include "core/autogenerate/postgresql/casts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace fz::postgresql {
namespace {

enum class family { other, number, text, moment, boolean, json, bits, address };

/// Beginnings of the names of types as format_type() gives them.
constexpr std::array<std::pair<std::string_view, family>, 20> families = {{
    {"smallint", family::number},  {"integer", family::number},
    {"bigint", family::number},    {"numeric", family::number},
    {"real", family::number},      {"double precision", family::number},
    {"money", family::number},     {"text", family::text},
    {"character", family::text},   {"name", family::text},
    {"\"char\"", family::text},    {"date", family::moment},
    {"timestamp", family::moment}, {"boolean", family::boolean},
    {"jsonb", family::json},       {"json", family::json},
    {"bit", family::bits},         {"cidr", family::address},
    {"inet", family::address},     {"interval", family::other},
}};

family family_of(std::string_view type) {
  for (const auto& [beginning, found] : families) {
    if (type.starts_with(beginning)) return found;
  }
  return family::other;
}

/// The type without what only makes it longer or shorter: varchar(20) and varchar are one.
std::string_view without_length(std::string_view type) { return type.substr(0, type.find('(')); }

bool are(std::string_view a, std::string_view b, std::string_view one, std::string_view other) {
  return (a == one && b == other) || (a == other && b == one);
}

/// A number that is greater for the type that holds more; 0: it is another kind of type.
int rank_of_number(std::string_view type) {
  constexpr std::array<std::string_view, 4> wider = {"smallint", "integer", "bigint", "numeric"};
  const auto found = std::find(wider.begin(), wider.end(), type);
  return found == wider.end() ? 0 : static_cast<int>(found - wider.begin()) + 1;
}

bool is_unlimited_text(std::string_view type) {
  return type == "text" || type == "character varying";
}

/// What is in the parentheses after a type's name: lengths, or precision and scale; -1: not given.
std::pair<int, int> limits_of(std::string_view type) {
  const std::size_t open = type.find('(');
  if (open == std::string_view::npos) return {-1, -1};
  const std::string_view inside = type.substr(open + 1, type.find(')', open) - open - 1);
  const std::size_t comma = inside.find(',');
  std::pair<int, int> limits{-1, 0};
  std::from_chars(inside.data(), inside.data() + std::min(comma, inside.size()), limits.first);
  if (comma != std::string_view::npos) {
    std::from_chars(inside.data() + comma + 1, inside.data() + inside.size(), limits.second);
  }
  return limits;
}

/// Of two types that only differ in their limits.
cast_effect effect_of_limits(std::string_view from, std::string_view to) {
  const auto [length, scale] = limits_of(from);
  const auto [new_length, new_scale] = limits_of(to);
  if (new_length < 0) return cast_effect::keeps;
  if (length < 0 || new_scale < scale) return cast_effect::may_lose;
  if (to.starts_with("numeric")) {
    const bool fits = new_length - new_scale >= length - scale;
    return fits ? cast_effect::keeps : cast_effect::may_fail;
  }
  return new_length >= length ? cast_effect::keeps : cast_effect::may_lose;
}

}  // namespace

cast_effect effect_of_cast(std::string_view from, std::string_view to) {
  if (from == to || is_unlimited_text(to)) return cast_effect::keeps;
  if (without_length(from) == without_length(to)) return effect_of_limits(from, to);
  const int rank = rank_of_number(from);
  const int new_rank = rank_of_number(to);
  if (rank > 0 && new_rank > rank) return cast_effect::keeps;
  if (are(from, to, "json", "jsonb") || (from == "real" && to == "double precision")) {
    return cast_effect::keeps;
  }
  const family both = family_of(from);
  const bool is_cut = both == family::text || both == family::moment || both == family::number;
  const bool fits = both == family::number && new_rank > 0 && new_rank < rank;
  return is_cut && both == family_of(to) && !fits ? cast_effect::may_lose : cast_effect::may_fail;
}

bool can_cast(std::string_view from, std::string_view to) {
  const bool arrays = from.ends_with("[]") && to.ends_with("[]");
  if (arrays) return can_cast(from.substr(0, from.size() - 2), to.substr(0, to.size() - 2));
  const bool to_text = family_of(to) == family::text && !to.ends_with("[]");
  const bool from_text = family_of(from) == family::text && !from.ends_with("[]");
  if (from_text || to_text) return true;
  if (from.ends_with("[]") || to.ends_with("[]")) return false;
  if (without_length(from) == without_length(to)) return true;
  if (are(from, to, "integer", "boolean") || are(from, to, "time without time zone", "interval")) {
    return true;
  }
  const family both = family_of(from);
  return both != family::other && both == family_of(to);
}

}  // namespace fz::postgresql
