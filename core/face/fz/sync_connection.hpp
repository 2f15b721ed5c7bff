#pragma once

#include <cstdint>
#include <functional>
#include <fz/value.hpp>
#include <string>
#include <vector>

namespace fz::face {

/// The kind of database: which SQL it understands.
enum class dialect { sqlite, postgresql };

/// A connection as plain code sees it: one statement after the other. It is lent for one call and
/// must not be kept. Only run_sync() of an engine and a revision's own function get one. All
/// functions throw error.
class sync_connection {
 public:
  sync_connection(const sync_connection&) = delete;
  sync_connection& operator=(const sync_connection&) = delete;

  face::dialect dialect() const noexcept;
  bool in_transaction() const noexcept;

  /// Runs one statement; gives the number of rows that it inserted, updated or deleted. Parameters
  /// are `?` on SQLite, `$1`, `$2`, … on PostgreSQL.
  std::uint64_t execute(std::string sql, parameters values = {});

  /// Runs one statement and gives its rows.
  std::vector<row> query(std::string sql, parameters values = {});

  /// Runs `body()` in one transaction: committed if it returns, rolled back if it throws.
  void transaction(const std::function<void()>& body);

 private:
  friend struct inside;
  struct state;
  explicit sync_connection(state& s) noexcept : state_(s) {}

  state& state_;
};

}  // namespace fz::face
