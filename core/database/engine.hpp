#pragma once

#include "core/async/task.hpp"
#include "core/async/wait_list.hpp"
#include "core/database/connection.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace fz {

/// Opens a connection to one database; a driver gives one for a URL.
using connector = std::function<task<std::unique_ptr<connection>>()>;

class engine;

/// A connection lent by an engine, given back when this goes. The engine must outlive it.
class pooled_connection {
 public:
  pooled_connection(engine& from, std::shared_ptr<connection> lent)
      : engine_(&from), connection_(std::move(lent)) {}
  pooled_connection(pooled_connection&&) = default;
  pooled_connection& operator=(pooled_connection&&) = delete;
  ~pooled_connection();

  connection& operator*() const noexcept { return *connection_; }
  connection* operator->() const noexcept { return connection_.get(); }

 private:
  engine* engine_;
  std::shared_ptr<connection> connection_;
};

/// Opens the connections to one database when they are needed and keeps them for the next user.
class engine {
 public:
  enum class sharing {
    exclusive,  ///< each user has a connection of its own
    shared,     ///< one connection for all: a database in memory lives only as long as it
  };

  /// `pool_size` (at least 1): how many connections may be open at once.
  engine(connector open, std::size_t pool_size, sharing how);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  /// A connection; waits while all are lent. Throws what opening throws.
  task<pooled_connection> connect();

 private:
  friend class pooled_connection;

  task<std::shared_ptr<connection>> open_or_reuse();
  void give_back(std::shared_ptr<connection> returned) noexcept;

  connector open_;
  std::size_t slots_;
  sharing sharing_;
  std::size_t lent_ = 0;
  std::vector<std::shared_ptr<connection>> idle_;
  std::shared_ptr<connection> shared_;
  wait_list waiting_;
};

}  // namespace fz
