#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/autogenerate/revision_sections.hpp"
#include "core/command/context.hpp"
#include "core/command/create_revision.hpp"
#include "core/database/database_url.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct autogenerate_options {
  revision_options revision = {};  ///< of several revisions, the first; sections: not used
  std::optional<database_url> scratch = {};  ///< where scratch databases are made
  bool from_database = false;                ///< start from the configured database as it is
  statement_forms forms = statement_forms::online;
  bool only_look = false;  ///< compare, and write nothing
};

struct autogenerate_report {
  std::vector<difference> differences;  ///< empty: nothing was to be done
  std::vector<not_compared> rest;       ///< what either side has that is not compared
  std::vector<fz::revision> written;    ///< a chain, each after the one before
  std::size_t todos = 0;                ///< lines `-- fz:todo` in them
  std::string only_plain = {};  ///< why the forms that lock less were not used; "": they were
};

/// Writes the revisions that lead from what the project's revisions make of an empty database to
/// the wanted schema. Each was carried out on a scratch database, up and down, before. Throws
/// error(config) if no wanted schema is configured, error(revision) if the database that is to be
/// started from is not at the heads, error(database), naming the object, for what cannot be planned
/// or fails its proof, and what revision() and the readers of schemas throw. Then nothing is
/// written.
task<autogenerate_report> autogenerate(const context& ctx, autogenerate_options options);

}  // namespace fz::command
