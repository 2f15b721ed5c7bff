#pragma once

#include "core/sql/value.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz {

/// One row of a result: its values by index (from 0) or by the name of the column (the first of
/// that name, letters as the database gives them).
class row {
 public:
  using column_names = std::shared_ptr<const std::vector<std::string>>;

  row(column_names names, std::vector<value> values)
      : names_(std::move(names)), values_(std::move(values)) {}

  std::size_t size() const noexcept { return values_.size(); }
  const std::vector<std::string>& names() const noexcept { return *names_; }

  /// All values, taken out of the row.
  std::vector<value> values() && noexcept { return std::move(values_); }

  /// Throws std::out_of_range for a column that is not there.
  const value& operator[](std::size_t index) const { return values_.at(index); }
  const value& operator[](std::string_view name) const;

  /// The value as the type named; throws error(database) naming the column if it is another one.
  std::int64_t integer(std::string_view name) const;
  const std::string& text(std::string_view name) const;

 private:
  column_names names_;
  std::vector<value> values_;
};

}  // namespace fz
