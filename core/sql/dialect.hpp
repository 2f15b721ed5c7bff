#pragma once

#include <string_view>

namespace fz {

/// The kind of database: which SQL it understands.
enum class dialect { sqlite, postgresql };

/// "sqlite" or "postgresql", as in URLs and in revision files.
constexpr std::string_view to_string(dialect d) {
  return d == dialect::sqlite ? "sqlite" : "postgresql";
}

}  // namespace fz
