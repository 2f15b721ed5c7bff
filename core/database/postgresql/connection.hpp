#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"
#include "core/util/reporter.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace fz::postgresql {

/// How to reach a PostgreSQL server and how its sessions are set up.
struct options {
  /// A setting of the server, as SET takes it.
  struct setting {
    enum class need {
      optional,   ///< a server that does not know it works without it
      usual,      ///< of fz's own
      asked_for,  ///< by the user: without it nothing must be done
    };

    std::string name;
    std::string value;
    need how = need::usual;
  };

  /// libpq's own keywords and values ("host", "sslmode", …); of two the last counts.
  std::vector<std::pair<std::string, std::string>> parameters;
  /// Set on each new connection, in this order, ahead of its first command.
  std::vector<setting> settings = {};
  /// The database as messages name it, without a password.
  std::string shown_as;
  /// For how long a server that does not answer, or is still starting, is tried again.
  std::chrono::milliseconds wait{0};
};

/// Opens connections to a PostgreSQL server. They wait on their sockets by the loop; `pool` serves
/// only what libpq cannot do without blocking: looking up hosts and sending cancel requests. What
/// the server says beside its answers (RAISE NOTICE) goes to `reporter`. Both must outlive them.
connector connector_for(options server, thread_pool& pool, reporter& reporter);

}  // namespace fz::postgresql
