#pragma once

#include "core/command/context.hpp"
#include "core/importer/adoption.hpp"
#include "core/importer/tool.hpp"
#include "core/runtime/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct adopt_options {
  std::optional<importer::tool> from = {};  ///< nothing: that whose table is there
  std::string table = {};  ///< the tool's own, "schema.name" or "name"; empty: the usual one
  bool drop_old_table = false;
  bool dry_run = false;
};

struct adopt_report {
  importer::tool from = importer::tool::dbmate;
  std::string table;  ///< of the other tool
  importer::adoption adoption;
  bool is_stamped = false;  ///< false: a dry run, or the version table said the same already
  bool is_dropped = false;  ///< the other tool's table
};

/// Takes over a database that another tool looked after: reads the tool's table, compares it with
/// the revisions that were imported, and stamps what is applied, under the migration lock and in
/// one transaction. The tool's table is kept unless it is to be dropped, in a transaction of its
/// own after that. Throws error(check) that lists everything that keeps it from being taken over:
/// versions that are unknown, failed, changed or missing, a version table that says something else.
/// Of Alembic, whose table is the one that is used here, it is only said what is in it.
task<adopt_report> adopt(const context& ctx, adopt_options options, run_observer& to);

}  // namespace fz::command
