#pragma once

#include "core/config/config.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/version_table.hpp"
#include "core/revision/plan.hpp"
#include "core/script/migration.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/session_restoration.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// How a script is to be written.
struct script_setting {
  version_table table;
  fz::dialect dialect;
  transaction_scope scope;
  std::optional<std::string> tag = {};  ///< shown in its head
  std::optional<audit_table> history = {};
  std::vector<session_setting> settings = {};  ///< that a run would have (PostgreSQL)
};

/// The plan as a script for the database's own shell (sqlite3, psql) that does what a run of it
/// does, in the same transactions, and leaves the same database. It stops at its first error, and
/// each transaction begins with a look whether the version table holds the rows that the plan
/// expects there. `bodies`: what each step does, see load_bodies() and stamp_bodies(). Throws
/// error(script) for a revision in C++, a section that leaves a transaction open, and as
/// shell_statement() does.
std::string offline_script(const plan& p, const std::vector<step_body>& bodies,
                           const script_setting& setting);

/// The script that makes the version table unless it is there.
std::string offline_version_table(const script_setting& setting);

}  // namespace fz
