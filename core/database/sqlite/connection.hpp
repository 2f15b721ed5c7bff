#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"

#include <chrono>
#include <filesystem>

namespace fz::sqlite {

/// How to open an SQLite database.
struct options {
  enum class access {
    existing,   ///< a file that does not exist is database_error(no_database)
    create,     ///< a file that does not exist is made
    read_only,  ///< like existing, and every statement that would write is refused
  };

  std::filesystem::path path;  ///< empty: a database in memory
  access how = access::create;
  /// For how long a statement waits for another connection's lock.
  std::chrono::milliseconds lock_timeout = std::chrono::seconds(60);
};

/// Opens connections to an SQLite database. Their calls run on `pool`, one at a time for each
/// connection; `pool` must outlive them. A wait for a lock and a running statement end soon when
/// they are cancelled (sqlite3_interrupt).
connector connector_for(options file, thread_pool& pool);

}  // namespace fz::sqlite
