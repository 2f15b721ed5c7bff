#include "core/database/postgresql/row_reader.hpp"

#include "core/database/postgresql/value.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace fz::postgresql {

void row_reader::read(const PGresult* part, std::vector<row>& rows) {
  if (!names_) read_columns(part);
  const int count = libpq::loaded().rows(part);
  for (int line = 0; line < count; ++line) rows.emplace_back(names_, values(part, line));
}

void row_reader::read_columns(const PGresult* part) {
  const libpq& pq = libpq::loaded();
  auto names = std::make_shared<std::vector<std::string>>();
  const int columns = pq.columns(part);
  for (int i = 0; i < columns; ++i) {
    names->emplace_back(pq.column_name(part, i));
    types_.push_back(pq.column_type(part, i));
  }
  names_ = std::move(names);
}

std::vector<value> row_reader::values(const PGresult* part, int line) const {
  const libpq& pq = libpq::loaded();
  std::vector<value> values;
  values.reserve(types_.size());
  for (std::size_t i = 0; i < types_.size(); ++i) {
    const int column = static_cast<int>(i);
    if (pq.is_null(part, line, column) != 0) {
      values.emplace_back(null);
      continue;
    }
    const auto length = static_cast<std::size_t>(pq.length(part, line, column));
    values.push_back(decode(types_[i], {pq.value(part, line, column), length}));
  }
  return values;
}

}  // namespace fz::postgresql
