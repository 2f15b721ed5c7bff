#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/util/error.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// What can be done where no scratch database can be made.
enum class scratch_remedy {
  grant_createdb,  ///< let the role create databases
  other_server,    ///< name another server for them
  private_server,  ///< allow one to be started for them
};

/// The server does not let the role create databases.
class no_scratch_database : public error {
 public:
  no_scratch_database(const std::string& sentence, std::vector<scratch_remedy> remedies)
      : error(error_kind::database, sentence), remedies_(std::move(remedies)) {}

  const std::vector<scratch_remedy>& remedies() const noexcept { return remedies_; }

 private:
  std::vector<scratch_remedy> remedies_;
};

/// Gives a text that is another one when anything of the server changes on which a schema loaded
/// there may depend: its version, the role, the locale, the extensions and roles that there are.
/// Throws no_scratch_database if no database can be made there.
task<std::string> check_scratch_server(connection& server);

/// A name for a scratch database of this process: fz_scratch_<process>_<host><random>.
std::string new_scratch_name();

/// Makes an empty database from template0, with a comment that says who made it and when. Outside
/// of transactions. Throws no_scratch_database if the role may not.
task<> create_scratch_database(connection& server, std::string name);

/// Drops it if it is there; first waits a moment for sessions that end, and ends those that do not.
task<> drop_scratch_database(connection& server, std::string name);

/// Drops the scratch databases that killed runs left: those of this host's
/// processes that are gone, and those older than a day; none that is connected to.
task<> drop_stale_scratch_databases(connection& server);

}  // namespace fz::postgresql
