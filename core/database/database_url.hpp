#pragma once

#include "core/sql/dialect.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz {

/// Which database, and how to get there: a URL taken apart, every part decoded.
struct database_url {
  fz::dialect dialect = fz::dialect::sqlite;

  /// SQLite: the absolute path of the file; empty: a database in memory.
  std::filesystem::path path = {};

  /// PostgreSQL, in libpq's notation: empty means libpq's default. Several hosts are separated by
  /// commas ("a,b"), so are their ports ("5432,5433").
  std::string user = {};
  std::string password = {};
  std::string host = {};
  std::string port = {};
  std::string database = {};

  /// The parameters after the `?` in their order; one name may be there several times.
  /// PostgreSQL: without those that are members here, and ready for libpq.
  std::vector<std::pair<std::string, std::string>> query = {};

  /// True for a SQLite database that lives in memory, shared or not.
  bool is_memory() const;

  /// The last value of the parameter, as the last one wins in libpq.
  std::optional<std::string> query_value(std::string_view name) const;

  bool operator==(const database_url&) const = default;
};

/// Takes a URL apart as SQLAlchemy 2.1 does (percent-escapes in every part, `+` for a space in the
/// query, a driver after the dialect: "sqlite+aiosqlite:///app.db"), and as libpq does where that
/// knows more: several hosts, a socket folder for a host. What only SQLAlchemy's drivers understand
/// (`ssl=`, caches) is translated or left out. A relative SQLite path becomes absolute, starting at
/// `relative_to`. Throws error(config) with the forms that are taken; never shows a password.
database_url parse_database_url(std::string_view text, const std::filesystem::path& relative_to);

/// The URL for the eyes of a person or a log: passwords are `***`, the SQLite path is absolute.
std::string to_string(const database_url& url);

}  // namespace fz
