#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fz::face {

using null_t = std::monostate;
inline constexpr null_t null{};

using blob = std::vector<std::byte>;

/// One value of a row or one parameter of a statement. Booleans and timestamps are what the
/// database keeps: on SQLite 0 and 1, and text such as "2024-06-01 16:03:13".
using value = std::variant<null_t, std::int64_t, double, std::string, blob>;

using parameters = std::vector<value>;

/// One row of a result: its values by index (from 0) or by the name of the column (the first of
/// that name).
class row {
 public:
  using column_names = std::shared_ptr<const std::vector<std::string>>;

  row(column_names names, std::vector<value> values)
      : names_(std::move(names)), values_(std::move(values)) {}

  std::size_t size() const noexcept { return values_.size(); }
  const std::vector<std::string>& names() const noexcept { return *names_; }

  /// Throws std::out_of_range for a column that does not exist.
  const value& operator[](std::size_t index) const { return values_.at(index); }
  const value& operator[](std::string_view name) const;

  /// The value as that type; throws error(database) that names the column if it has another one.
  std::int64_t integer(std::string_view name) const;
  const std::string& text(std::string_view name) const;

 private:
  column_names names_;
  std::vector<value> values_;
};

}  // namespace fz::face
