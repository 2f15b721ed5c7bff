#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/autogenerate/revision_sections.hpp"
#include "core/command/context.hpp"
#include "core/command/create_revision.hpp"
#include "core/command/renamed_schema.hpp"
#include "core/command/revision_proof.hpp"
#include "core/command/schema_reader.hpp"
#include "core/database/database_url.hpp"
#include "core/schema/database_schema.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// What the sections for one kind of database are made from.
struct generation_request {
  fz::dialect dialect = fz::dialect::sqlite;
  revision_options revision = {};            ///< what the first revision is to declare
  std::optional<database_url> scratch = {};  ///< where scratch databases are made
  bool from_database = false;                ///< start from the configured database as it is
  statement_forms forms = statement_forms::online;
  rename_question is_rename = nullptr;  ///< empty: nobody is asked
  bool counts_rows = false;  ///< the configured database is asked how many rows are concerned
};

/// Finds the sections that lead from the project's revisions to the wanted schema on one kind of
/// database. Lives as long as the command; `ctx` must outlive it.
class generation {
 public:
  generation(const context& ctx, generation_request request);

  /// Reads both schemas. Throws error(revision) if the database that is to be started from is not
  /// at the heads, and what the readers of schemas throw.
  task<> compare();

  fz::dialect dialect() const noexcept { return request_.dialect; }

  /// After compare(): what differs, and what either side has that is not compared.
  const std::vector<difference>& differences() const noexcept { return differences_; }
  const std::vector<not_compared>& rest() const noexcept { return rest_; }

  /// After compare(): the revisions of a chain, each carried out on a scratch database, up and
  /// down; none if nothing differs. Throws error(database), naming the object, for what cannot be
  /// planned or fails its proof.
  task<std::vector<proved_revision>> prove();

  /// Drops what compare() kept for prove(); to be called however they end.
  task<> close() { return reader_.drop_kept(); }

  /// After prove(): possible renames about which nobody was asked.
  const std::vector<possible_rename>& unasked() const noexcept { return renamed_.unasked; }

  /// After prove(): why the forms that lock less were not used; "": they were.
  const std::string& only_plain() const noexcept { return only_plain_; }

 private:
  task<> rename_first();
  task<> count_rows();
  task<std::vector<proved_revision>> prove_carefully();
  task<std::vector<proved_revision>> prove(statement_forms forms);
  task<std::vector<proved_revision>> start_and_prove(database& scratch,
                                                     const std::vector<section_text>& sections);
  task<std::vector<proved_revision>> prove_on(database& scratch,
                                              const std::vector<section_text>& sections);
  task<> bring_to_start(database& scratch);
  task<> load_dump(database& scratch);

  const context& ctx_;
  generation_request request_;
  schema_reader reader_;
  database_schema start_;  // as it was read
  database_schema from_;   // printed as `wanted_`
  database_schema wanted_;
  renamed_schema renamed_;  // `from_` as it is to be started from
  row_counts counts_;
  std::vector<difference> differences_;
  std::vector<not_compared> rest_;
  std::string only_plain_;
};

}  // namespace fz::command
