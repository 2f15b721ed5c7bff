#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace fz {

struct null_t {
  bool operator==(const null_t&) const = default;
};
inline constexpr null_t null{};

using blob = std::vector<std::byte>;

/// One value of a row or one parameter of a statement. Booleans and timestamps are what the
/// dialect keeps: on SQLite 0 and 1, and text such as "2024-06-01 16:03:13".
using value = std::variant<null_t, std::int64_t, double, std::string, blob>;

using parameters = std::vector<value>;

inline bool is_null(const value& v) { return std::holds_alternative<null_t>(v); }

/// The value as a person or a log would read it: NULL, 42, 1.5, text as it is, a blob as X'0AFF'.
std::string to_string(const value& v);

}  // namespace fz
