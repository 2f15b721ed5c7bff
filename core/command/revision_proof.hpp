#pragma once

#include "core/autogenerate/revision_sections.hpp"
#include "core/command/context.hpp"
#include "core/command/create_revision.hpp"
#include "core/command/schema_reader.hpp"
#include "core/util/scratch_folder.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace fz::command {

/// A revision that was carried out on a scratch database, up and down.
struct proved_revision {
  revision_options options;  ///< without its sections
  section_text upgrade;
  section_text downgrade;
};

/// Carries generated revisions out, one after another, on a scratch database, with the same code
/// that carries out any revision. Lives as long as the work on that database.
class revision_proof {
 public:
  /// The database is at the heads of the project. `first` says what the revisions are to declare.
  revision_proof(const context& ctx, schema_reader& reader, database& scratch,
                 revision_options first);

  /// Shows that the sections lead from the schema that the database has to `wanted`, and that the
  /// downgrades that are found on the way lead back, step by step. Throws error(database), naming
  /// the object, if they do not, and for a statement that fails. `renames`: those of the first
  /// one.
  task<std::vector<proved_revision>> prove(std::vector<section_text> upgrades,
                                           database_schema wanted, known_renames renames);

 private:
  task<> add_revision(const section_text& upgrade, std::size_t number, std::size_t count);
  task<section_text> way_back(std::size_t number, database_schema wanted, known_renames renames);
  task<> write(const proved_revision& revision);
  task<> move(direction way, std::string target);
  task<database_schema> reflect();
  task<> expect(database_schema found, database_schema wanted, std::string moment);
  task<> prove_downgrades();

  schema_reader& reader_;
  database& scratch_;
  revision_options first_;
  scratch_folder folder_;
  context ctx_;
  std::chrono::sys_seconds moment_;
  std::vector<proved_revision> proved_;
  std::vector<database_schema> states_;  // before the first revision, after it, …
};

}  // namespace fz::command
