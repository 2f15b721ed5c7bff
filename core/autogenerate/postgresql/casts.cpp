#include "core/autogenerate/postgresql/casts.hpp"

#include <array>
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

}  // namespace

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
