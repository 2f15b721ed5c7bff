#include "core/database/sqlite/error.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <sqlite3.h>
#include <system_error>

namespace fz::sqlite {
namespace {

database_condition condition_of(int code, std::string_view message) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return database_condition::unique_violation;
    default:
      break;
  }
  const int primary = code & 0xFF;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return database_condition::locked;
  // SQLite has no code of its own for this; the words have been the same since version 3.0.
  if (primary == SQLITE_ERROR && message.starts_with("no such table: ")) {
    return database_condition::undefined_table;
  }
  return database_condition::other;
}

/// The cause of an error that is about the file, not the statement; "" for the others.
std::string_view about_file(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
      return "another process holds its lock and did not let it go in time";
    case SQLITE_FULL:
      return "the disk is full; nothing of this transaction was kept";
    case SQLITE_IOERR:
      return "the disk refused to read or write; nothing of this transaction was kept";
    case SQLITE_READONLY:
      return "this user may not write the file or its folder";
    case SQLITE_CANTOPEN:
      return "the file, or its journal beside it, cannot be opened";
    case SQLITE_NOTADB:
      return "the file is not an SQLite database, or it is encrypted";
    case SQLITE_CORRUPT:
      return "the file is damaged; `PRAGMA integrity_check` tells more";
    default:
      return "";
  }
}

}  // namespace

database_error statement_error(int code, std::string_view message, const statement& s, int offset,
                               std::string_view database) {
  database_error::details details;
  details.condition = condition_of(code, message);
  details.sql = s.sql;
  details.position = position_of(s, offset < 0 ? 0 : static_cast<std::size_t>(offset));
  details.message = fmt::format("SQLite: {}.", message);
  if (const std::string_view more = about_file(code); !more.empty()) {
    details.message = fmt::format("{}: {} (SQLite: {}).", quote(database), more, message);
  }
  return database_error(std::move(details));
}

database_error open_error(const std::filesystem::path& path, int code, const std::string& message) {
  database_error::details details;
  const std::filesystem::path folder = path.parent_path();
  std::error_code ignored;
  if ((code & 0xFF) != SQLITE_CANTOPEN) {
    details.message =
        fmt::format("Cannot open the database {}: SQLite: {}.", quote(path.string()), message);
  } else if (!std::filesystem::exists(folder, ignored)) {
    details.message = fmt::format("Cannot open the database {}: the folder {} does not exist.",
                                  quote(path.string()), quote(folder.string()));
  } else if (std::filesystem::is_directory(path, ignored)) {
    details.message =
        fmt::format("Cannot open the database {}: it is a folder.", quote(path.string()));
  } else if (!std::filesystem::exists(path, ignored)) {
    details.condition = database_condition::no_database;
    details.message = fmt::format("The database {} does not exist.", quote(path.string()));
  } else {
    details.message = fmt::format("Cannot open the database {}: this user may not read it.",
                                  quote(path.string()));
  }
  return database_error(std::move(details));
}

}  // namespace fz::sqlite
