#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/autogenerate/revision_sections.hpp"
#include "core/command/context.hpp"
#include "core/command/create_revision.hpp"
#include "core/command/renamed_schema.hpp"
#include "core/database/database_url.hpp"
#include "core/sql/dialect.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct autogenerate_options {
  revision_options revision = {};  ///< of several revisions, the first; sections: not used
  /// Each gets sections of its own; empty: plain sections, for the configured kind of database.
  std::vector<dialect> dialects = {};
  std::optional<database_url> scratch = {};  ///< where scratch databases of that kind are made
  bool from_database = false;                ///< start from the configured database as it is
  statement_forms forms = statement_forms::online;
  bool only_look = false;               ///< compare, and write nothing
  bool counts_rows = false;             ///< ask the configured database how many rows are concerned
  rename_question is_rename = nullptr;  ///< asks once, for all dialects; empty: nobody is asked
};

/// What was found for one kind of database.
struct generated_dialect {
  fz::dialect dialect = fz::dialect::sqlite;
  std::vector<difference> differences = {};   ///< empty: nothing was to be done
  std::vector<not_compared> rest = {};        ///< what either side has that is not compared
  std::vector<possible_rename> unasked = {};  ///< nobody was asked: each is a drop and a create
  std::string only_plain = {};  ///< why the forms that lock less were not used; "": they were
};

struct autogenerate_report {
  std::vector<generated_dialect> dialects;
  std::vector<fz::revision> written;  ///< a chain, each after the one before
  std::size_t todos = 0;              ///< lines `-- fz:todo` in them

  bool differs() const {
    return std::any_of(dialects.begin(), dialects.end(),
                       [](const auto& each) { return !each.differences.empty(); });
  }
};

/// Writes the revisions that lead from what the project's revisions make of an empty database to
/// the wanted schema. Each was carried out on a scratch database, up and down, before; each dialect
/// on its own. Where one needs a chain of revisions and the other one does not, the first revision
/// has all of the other. Throws error(config) if no wanted schema is configured, or no place for
/// scratch databases of a kind, error(revision) if the database that is to be started from is not
/// at the heads, error(database), naming the object, for what cannot be planned or fails its proof,
/// and what revision() and the readers of schemas throw. Then nothing is written.
task<autogenerate_report> autogenerate(const context& ctx, autogenerate_options options);

}  // namespace fz::command
