#pragma once

#include "core/command/context.hpp"
#include "core/command/fleet_look.hpp"
#include "core/command/schema_reader.hpp"
#include "core/schema/database_schema.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// The schemas of a fleet's targets, each kept once, and what is different in them.
class fleet_drift {
 public:
  /// `ctx` must outlive it. `scratch`: where scratch databases are made; unless given, where the
  /// configuration says, else on the server of a target.
  fleet_drift(const context& ctx, std::optional<database_url> scratch);

  /// Reads the schema of a target and gives its fingerprint.
  task<std::string> read(connection& from);

  /// Targets of one kind of database with the same rows, grouped by schema. Each schema is compared
  /// with what the revisions lead to; where that cannot be found out, which is logged, with the one
  /// that most targets have.
  task<std::vector<drift_group>> groups(const fleet_positions& found);

 private:
  /// Of targets with the same rows: which have which fingerprint.
  using prints = std::map<std::string, std::vector<std::size_t>>;

  task<std::optional<database_schema>> wanted(const fleet_target& like,
                                              std::vector<std::string> rows);
  schema_reader& reader_for(const fleet_target& like);
  task<> add_groups(const prints& by_print, const database_schema& wanted, schema_reader& reader,
                    std::vector<drift_group>& to) const;
  void add_groups(const prints& by_print, std::vector<drift_group>& to) const;

  /// What reads schemas of one kind of database; its context is part of it.
  struct dialect_reader {
    context ctx;
    std::unique_ptr<schema_reader> reader = nullptr;
  };

  const context& ctx_;
  std::optional<database_url> scratch_;
  schema_reader plain_;
  std::map<dialect, std::unique_ptr<dialect_reader>> readers_;
  std::map<std::string, database_schema> schemas_;  // by fingerprint
};

}  // namespace fz::command
