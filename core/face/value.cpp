#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fz/error.hpp>
#include <fz/value.hpp>
#include <stdexcept>
#include <variant>

namespace fz::face {
namespace {

template <class T>
const T& typed(const row& r, std::string_view column, std::string_view type) {
  if (const T* held = std::get_if<T>(&r[column])) return *held;
  throw error(error_kind::database,
              fmt::format("Column {} does not hold {}.", quote(column), type));
}

}  // namespace

const value& row::operator[](std::string_view name) const {
  const auto found = std::find(names_->begin(), names_->end(), name);
  if (found == names_->end()) {
    throw std::out_of_range(fmt::format("The result has no column {}.", quote(name)));
  }
  return values_.at(static_cast<std::size_t>(found - names_->begin()));
}

std::int64_t row::integer(std::string_view name) const {
  return typed<std::int64_t>(*this, name, "an integer");
}

const std::string& row::text(std::string_view name) const {
  return typed<std::string>(*this, name, "text");
}

}  // namespace fz::face
