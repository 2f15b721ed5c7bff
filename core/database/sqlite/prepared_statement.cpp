#include "core/database/sqlite/prepared_statement.hpp"

#include "core/database/database_error.hpp"
#include "core/util/text.hpp"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>

#include <cstddef>
#include <sqlite3.h>
#include <string>
#include <utility>
#include <variant>

namespace fz::sqlite {
namespace {

/// Binds one value of each kind. The values outlive the statement, so SQLite need not copy them.
struct binder {
  sqlite3_stmt* compiled;
  int index;

  int operator()(null_t) const { return sqlite3_bind_null(compiled, index); }
  int operator()(std::int64_t integer) const {
    return sqlite3_bind_int64(compiled, index, integer);
  }
  int operator()(double real) const { return sqlite3_bind_double(compiled, index, real); }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(compiled, index, text.data(), text.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const blob& bytes) const {
    // A null pointer would bind NULL.
    const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    return sqlite3_bind_blob64(compiled, index, data, bytes.size(), SQLITE_STATIC);
  }
};

database_error wrong_number_of_values(const statement& s, std::size_t wanted) {
  database_error::details details;
  details.message =
      s.position.file.empty()
          ? fmt::format("The statement has {}, and {} given.", counted(wanted, "parameter"),
                        counted(s.values.size(), "value"))
          : "The statement has a parameter (`?`, `:name`, `@name` or `$name` outside of "
            "quotes), and a revision file has no value for it.";
  details.sql = s.sql;
  details.position = s.position;
  return database_error(std::move(details));
}

}  // namespace

void prepared_statement::finalize::operator()(sqlite3_stmt* compiled) const {
  sqlite3_finalize(compiled);
}

prepared_statement::prepared_statement(sqlite3* database, const statement& s)
    : database_(database) {
  sqlite3_stmt* compiled = nullptr;
  // The size with its final NUL: SQLite then need not copy the text.
  const int code = sqlite3_prepare_v2(database, s.sql.c_str(), static_cast<int>(s.sql.size() + 1),
                                      &compiled, nullptr);
  if (code != SQLITE_OK) throw SQLite::Exception(database, code);
  compiled_.reset(compiled);
  bind(s);
}

bool prepared_statement::step() {
  const int code = sqlite3_step(compiled_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) throw SQLite::Exception(database_, code);
  return code == SQLITE_ROW;
}

void prepared_statement::bind(const statement& s) {
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(compiled_.get()));
  if (s.values.size() != wanted) throw wrong_number_of_values(s, wanted);
  for (std::size_t i = 0; i < wanted; ++i) bind(static_cast<int>(i) + 1, s.values[i]);
}

void prepared_statement::bind(int index, const value& v) {
  const int code = std::visit(binder{compiled_.get(), index}, v);
  if (code != SQLITE_OK) throw SQLite::Exception(database_, code);
}

row prepared_statement::current_row() {
  if (!names_) read_names();
  std::vector<value> values;
  values.reserve(names_->size());
  for (std::size_t i = 0; i < names_->size(); ++i) values.push_back(column(static_cast<int>(i)));
  return {names_, std::move(values)};
}

/// After the first step: SQLite may have compiled the statement anew in it.
void prepared_statement::read_names() {
  auto names = std::make_shared<std::vector<std::string>>();
  const int columns = sqlite3_column_count(compiled_.get());
  for (int i = 0; i < columns; ++i) {
    const char* const name = sqlite3_column_name(compiled_.get(), i);
    if (name == nullptr) throw SQLite::Exception(database_, SQLITE_NOMEM);
    names->emplace_back(name);
  }
  names_ = std::move(names);
}

value prepared_statement::column(int index) const {
  sqlite3_stmt* const from = compiled_.get();
  switch (sqlite3_column_type(from, index)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(from, index)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(from, index);
    case SQLITE_TEXT: {
      const void* const text = sqlite3_column_text(from, index);
      return std::string(static_cast<const char*>(text),
                         static_cast<std::size_t>(sqlite3_column_bytes(from, index)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(from, index));
      return blob(bytes, bytes + sqlite3_column_bytes(from, index));
    }
    default:
      return null;
  }
}

}  // namespace fz::sqlite
