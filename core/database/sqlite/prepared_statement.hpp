#pragma once

#include "core/database/row.hpp"
#include "core/sql/statement.hpp"

#include <memory>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace fz::sqlite {

/// A statement that SQLite has compiled, with its values.
class prepared_statement {
 public:
  /// `s` must outlive it. Throws SQLite::Exception where SQLite refuses, and database_error for
  /// another number of values than the statement has parameters.
  prepared_statement(sqlite3* database, const statement& s);

  /// Steps to the next row; false: the statement is done. Throws
  /// SQLite::Exception.
  bool step();

  /// The row that step() went to.
  row current_row();

 private:
  struct finalize {
    void operator()(sqlite3_stmt* compiled) const;
  };

  void bind(const statement& s);
  void bind(int index, const value& v);
  void read_names();
  value column(int index) const;

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, finalize> compiled_;
  row::column_names names_;
};

}  // namespace fz::sqlite
