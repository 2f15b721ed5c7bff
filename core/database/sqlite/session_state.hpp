#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

struct sqlite3;

namespace fz::sqlite {

/// What a connection to SQLite has beside the database: the values of pragmas, temporary objects,
/// attached databases. Everything here blocks, and is best done while no statement runs.
class session_state {
 public:
  /// What it is now.
  explicit session_state(sqlite3* handle);

  /// Statements that undo what has changed since; inside a transaction without what cannot be
  /// changed there.
  std::vector<std::string> undoing_statements(sqlite3* handle) const;

  /// Those of them that detach databases; outside of a transaction.
  std::vector<std::string> detaching_statements(sqlite3* handle) const;

 private:
  using object = std::pair<std::string, std::string>;  // type and name

  static std::set<object> temporary_objects(sqlite3* handle);
  static std::set<std::string> attached(sqlite3* handle);
  void undo_pragmas(sqlite3* handle, std::vector<std::string>& statements) const;
  void undo_temporary_objects(sqlite3* handle, std::vector<std::string>& statements) const;

  std::map<std::string, std::string> pragmas_;
  std::set<object> objects_;
  std::set<std::string> databases_;
  bool like_is_case_sensitive_;
};

}  // namespace fz::sqlite
