#pragma once

#include "core/database/postgresql/libpq.hpp"
#include "core/database/row.hpp"

#include <vector>

namespace fz::postgresql {

/// Turns the parts of one answer, which may come row by row, into rows.
class row_reader {
 public:
  void read(const PGresult* part, std::vector<row>& rows);

 private:
  void read_columns(const PGresult* part);
  std::vector<value> values(const PGresult* part, int line) const;

  row::column_names names_;
  std::vector<unsigned> types_;
};

}  // namespace fz::postgresql
