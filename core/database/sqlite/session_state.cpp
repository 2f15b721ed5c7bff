#include "core/database/sqlite/session_state.hpp"

#include <fmt/format.h>

#include <array>
#include <sqlite3.h>
#include <string_view>
#include <vector>

namespace fz::sqlite {
namespace {

/// The rows of the query, each with its first two columns.
std::vector<std::array<std::string, 2>> rows_of(sqlite3* handle, const std::string& sql) {
  std::vector<std::array<std::string, 2>> rows;
  const auto keep = [](void* to, int columns, char** values, char**) {
    const auto text = [&](int i) {
      return std::string(i < columns && values[i] != nullptr ? values[i] : "");
    };
    static_cast<decltype(rows)*>(to)->push_back({text(0), text(1)});
    return 0;
  };
  sqlite3_exec(handle, sql.c_str(), keep, &rows, nullptr);
  return rows;
}

/// Of the first column of the first row; empty: there is no row.
std::string text_of(sqlite3* handle, const std::string& sql) {
  const auto rows = rows_of(handle, sql);
  return rows.empty() ? "" : rows.front()[0];
}

struct pragma {
  std::string_view name;
  bool in_transaction = true;  ///< can be changed there
};

/// Those that belong to the connection. busy_timeout is not among them: fz waits by itself.
constexpr auto pragmas = std::to_array<pragma>({{"query_only"},
                                                {"writable_schema"},
                                                {"analysis_limit"},
                                                {"automatic_index"},
                                                {"cache_size"},
                                                {"cache_spill"},
                                                {"cell_size_check"},
                                                {"checkpoint_fullfsync"},
                                                {"count_changes"},
                                                {"defer_foreign_keys"},
                                                {"empty_result_callbacks"},
                                                {"foreign_keys", false},
                                                {"full_column_names"},
                                                {"fullfsync"},
                                                {"ignore_check_constraints"},
                                                {"journal_mode", false},
                                                {"journal_size_limit"},
                                                {"legacy_alter_table"},
                                                {"locking_mode"},
                                                {"max_page_count"},
                                                {"mmap_size"},
                                                {"read_uncommitted"},
                                                {"recursive_triggers"},
                                                {"reverse_unordered_selects"},
                                                {"secure_delete"},
                                                {"short_column_names"},
                                                {"synchronous", false},
                                                {"temp_store", false},
                                                {"threads"},
                                                {"trusted_schema"},
                                                {"wal_autocheckpoint"}});

bool in_transaction(sqlite3* handle) { return sqlite3_get_autocommit(handle) == 0; }

/// WAL is a property of the file and stays; the other modes are the connection's.
bool is_of_file(std::string_view name, std::string_view before, std::string_view now) {
  return name == "journal_mode" && (before == "wal" || now == "wal");
}

std::string quoted(std::string_view name) {
  std::string text;
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return '"' + text + '"';
}

/// PRAGMA case_sensitive_like cannot be asked.
bool is_case_sensitive(sqlite3* handle) { return text_of(handle, "SELECT 'a' LIKE 'A'") == "0"; }

}  // namespace

session_state::session_state(sqlite3* handle)
    : objects_(temporary_objects(handle)),
      databases_(attached(handle)),
      like_is_case_sensitive_(is_case_sensitive(handle)) {
  for (const pragma& each : pragmas) {
    const std::string name(each.name);
    pragmas_[name] = text_of(handle, "PRAGMA " + name);
  }
}

std::set<session_state::object> session_state::temporary_objects(sqlite3* handle) {
  std::set<object> found;
  for (const auto& [type, name] :
       rows_of(handle,
               "SELECT type, name FROM temp.sqlite_schema WHERE name NOT LIKE 'sqlite~_%' "
               "ESCAPE '~'")) {
    found.emplace(type, name);
  }
  return found;
}

std::set<std::string> session_state::attached(sqlite3* handle) {
  std::set<std::string> found;
  for (const auto& row : rows_of(handle, "SELECT name FROM pragma_database_list")) {
    found.insert(row[0]);
  }
  return found;
}

std::vector<std::string> session_state::undoing_statements(sqlite3* handle) const {
  std::vector<std::string> statements;
  if (!in_transaction(handle)) statements = detaching_statements(handle);
  undo_pragmas(handle, statements);
  undo_temporary_objects(handle, statements);
  return statements;
}

void session_state::undo_pragmas(sqlite3* handle, std::vector<std::string>& statements) const {
  for (const pragma& each : pragmas) {
    if (!each.in_transaction && in_transaction(handle)) continue;
    const std::string name(each.name);
    const std::string now = text_of(handle, "PRAGMA " + name);
    const std::string& before = pragmas_.at(name);
    if (now == before || is_of_file(name, before, now)) continue;
    statements.push_back(fmt::format("PRAGMA {} = {}", name, before));
  }
  if (is_case_sensitive(handle) != like_is_case_sensitive_) {
    statements.push_back(fmt::format("PRAGMA case_sensitive_like = {:d}", like_is_case_sensitive_));
  }
}

/// Triggers and views first; with a table go its own, and with a virtual table its shadow tables.
void session_state::undo_temporary_objects(sqlite3* handle,
                                           std::vector<std::string>& statements) const {
  const std::set<object> found = temporary_objects(handle);
  for (const char* type : {"trigger", "view", "table", "index"}) {
    for (const object& each : found) {
      if (each.first != type || objects_.count(each) != 0) continue;
      statements.push_back(fmt::format("DROP {} IF EXISTS temp.{}", type, quoted(each.second)));
    }
  }
}

std::vector<std::string> session_state::detaching_statements(sqlite3* handle) const {
  std::vector<std::string> statements;
  for (const std::string& name : attached(handle)) {
    if (name == "temp" || databases_.count(name) != 0) continue;
    statements.push_back("DETACH " + quoted(name));
  }
  return statements;
}

}  // namespace fz::sqlite
