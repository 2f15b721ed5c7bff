#pragma once

#include "core/async/attached_process.hpp"
#include "core/database/database_url.hpp"

#include <filesystem>
#include <memory>

namespace fz::postgresql {

/// A server of our own in a temporary folder, reached by a socket there; for scratch databases
/// only, since nothing is flushed to disk. It ends, and its folder goes, with this object, and also
/// when this process is killed.
class private_server {
 public:
  /// Runs initdb and starts the server; blocks for a second or two. Throws error(config) where that
  /// cannot be done: initdb is not on this machine, or this is root, or with what initdb says.
  private_server();

  /// Of its database "postgres".
  database_url url() const;

 private:
  std::filesystem::path folder_;
  std::unique_ptr<attached_process> process_;
};

}  // namespace fz::postgresql
