#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/context.hpp"
#include "core/command/reflect_schema.hpp"
#include "core/command/schema_cache.hpp"
#include "core/command/schema_source.hpp"
#include "core/command/schema_text.hpp"
#include "core/command/scratch_server.hpp"
#include "core/schema/database_schema.hpp"
#include "core/util/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::command {

using schemas = std::vector<database_schema>;

/// A revision that fails on an empty database, on which all before it were applied.
class revision_failed : public error {
 public:
  revision_failed(error_kind kind, const std::string& sentence, std::string id)
      : error(kind, sentence), revision_(std::move(id)) {}

  const std::string& revision() const noexcept { return revision_; }

 private:
  std::string revision_;
};

/// Gives the schemas of sources, and what differs between them. What is loaded into a scratch
/// database to be read is kept in a cache. What fz keeps in a database for itself, and what
/// [schema] leaves out, is not in them. Lives as long as the command.
class schema_reader {
 public:
  /// `ctx` must outlive it. Scratch databases are made at `scratch`; unless given, where the
  /// configuration says, else on the server of the first database of `sources`, else of the
  /// configured one. Nothing is opened yet.
  schema_reader(const context& ctx, std::vector<schema_source> sources,
                std::optional<database_url> scratch = std::nullopt);

  /// The schemas of the sources, in their order, read side by side. Throws what the database
  /// refuses, with its place in the file.
  task<schemas> read_all();

  /// The schema of one more source. Throws revision_failed for revisions that do not run.
  task<database_schema> read(schema_source source);

  /// The schema of an open database. Outside of transactions. `how` is for PostgreSQL.
  task<database_schema> reflect(connection& from, reflections how) const;

  /// The schema that the SQL makes; `name` names the text in messages.
  task<database_schema> load(std::string sql, std::string name);

  /// Makes texts equal that differ only because the server has printed one of them more often.
  /// Both must be of one kind of database; throws error(usage) if they are not.
  task<> make_comparable(database_schema& from, const database_schema& to);

  /// What leads from one to the other, after make_comparable().
  task<std::vector<difference>> differences(database_schema from, database_schema to);

  /// Where scratch databases are made. Throws error(config) if no database is configured and none
  /// is given.
  scratch_server& scratch();

  /// The project, read once. Without an audit trail: scratch databases keep none.
  task<const project*> revisions();

  /// From now on the scratch database in which the revisions are run, to be read, is kept until
  /// drop_kept(), which is to be called however the work ends.
  void keep_migrated() { keeps_migrated_ = true; }

  /// That database, once, for changes of the caller's own; null if the schema was in the cache.
  database* take_migrated() { return std::exchange(migrated_, nullptr); }
  task<> drop_kept();

 private:
  task<database_schema> read_database(database_url url);
  task<database_schema> read_texts(std::vector<schema_text> texts);
  task<database_schema> read_revisions(std::vector<std::string> targets);
  task<schemas> load_dumps(database_schema one, database_schema other);
  task<database_schema> migrate_and_reflect(database& on, std::vector<std::string> targets);
  task<database_schema> migrate_and_keep(std::vector<std::string> targets);
  task<database_schema> cached_or(std::string key, task<database_schema> read);
  task<std::string> revisions_key(std::vector<std::string> targets);
  std::vector<std::string> key_parts();
  database_schema filtered(const database_schema& schema) const;

  const context& ctx_;
  context scratch_ctx_;
  std::vector<schema_source> sources_;
  std::optional<database_url> given_;
  schema_cache cache_;
  std::unique_ptr<scratch_server> scratch_;
  std::optional<project> project_;
  bool keeps_migrated_ = false;
  std::optional<scratch_database> kept_;
  database* migrated_ = nullptr;  // in `kept_`, while it is as the revisions left it
};

}  // namespace fz::command
