#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/ledger/ledger.hpp"
#include "core/script/migration.hpp"
#include "core/util/reporter.hpp"

#include <string>
#include <utility>
#include <vector>

namespace fz {

/// A project: its configuration, its graph of revisions, and what they do. Immutable, so that one
/// can be carried out on many databases.
class project {
 public:
  /// `pool` reads files, and must outlive the project.
  project(config settings, migrations scripts, thread_pool& pool)
      : settings_(std::move(settings)), scripts_(std::move(scripts)), pool_(&pool) {}

  const config& settings() const noexcept { return settings_; }
  const migrations& scripts() const noexcept { return scripts_; }
  const revision_map& map() const noexcept { return scripts_.map(); }
  thread_pool& pool() const noexcept { return *pool_; }

  /// fz's own tables as they are configured; `schema`: in that one instead, unless it is empty.
  ledger ledger_for(dialect d, const std::string& schema = {}) const;

 private:
  config settings_;
  migrations scripts_;
  thread_pool* pool_;
};

/// Reads the project's revisions; warns of stray files. Throws what is wrong with any of them.
/// `registered`: revisions that the program itself defines, besides those in files.
task<project> read_project(config settings, std::vector<code_migration> registered,
                           thread_pool& pool, reporter& to);

/// The version table as it is configured.
version_table configured_version_table(const config& settings);

/// The configured audit trail, if one is kept.
std::optional<audit_table> configured_audit_table(const config& settings);

}  // namespace fz
