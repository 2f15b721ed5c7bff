#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fz::http {

struct json_member;

/// A JSON value as a client sent it. Numbers keep the text that Python's json would write for them,
/// so a number of any size is written as it was read.
struct json_value {
  struct null_t {
    bool operator==(const null_t&) const = default;
  };
  struct number {
    std::string text;  ///< empty: NaN or an infinity, for which JSON has no text
    bool is_integer = false;

    bool operator==(const number&) const = default;
  };
  using array = std::vector<json_value>;
  /// In the order of each name's first use; the last value of a name counts.
  using object = std::vector<json_member>;

  std::variant<null_t, bool, number, std::string, array, object> held;

  bool is_null() const noexcept { return std::holds_alternative<null_t>(held); }
  const std::string* string() const noexcept { return std::get_if<std::string>(&held); }
  const number* as_number() const noexcept { return std::get_if<number>(&held); }
  const object* as_object() const noexcept { return std::get_if<object>(&held); }

  /// The member of an object, or null if this is not an object or the member is missing.
  const json_value* find(std::string_view name) const noexcept;
};

struct json_member {
  std::string name;
  json_value value;
};

/// Appends `text` in quotes. UTF-8 stays as it is; half of a surrogate pair (as JSON's escapes can
/// make one) becomes U+FFFD.
void append_json(std::string& to, std::string_view text);

/// Appends the value without blanks; NaN and infinities become null.
void append_json(std::string& to, const json_value& value);

/// The text of append_json().
std::string to_json(std::string_view text);
std::string to_json(const json_value& value);

}  // namespace fz::http
