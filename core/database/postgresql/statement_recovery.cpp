#include "core/database/postgresql/statement_recovery.hpp"

#include "core/sql/quoting.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fz::postgresql {
namespace {

using enum statement_recovery;

statement_traits traits_of(const statement& s) { return describe(s.sql, dialect::postgresql); }

std::int64_t number(sync_connection& c, std::string_view query, parameters values) {
  const std::vector<row> rows = c.query(std::string(query), std::move(values));
  return rows.empty() || is_null(rows[0][0]) ? -1 : std::get<std::int64_t>(rows[0][0]);
}

bool is_there(sync_connection& c, std::string_view query, const std::string& name) {
  return number(c, query, {name}) == 1;
}

/// The invalid indexes that the query finds, and that no session builds any more, are dropped.
void drop_invalid_indexes(sync_connection& c, std::string_view condition, parameters values,
                          reporter& to) {
  const std::string query =
      "SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i"
      " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
      " WHERE NOT i.indisvalid AND " +
      std::string(condition);
  for (const row& r : c.query(query, std::move(values))) {
    const std::string name = to_string(r[0]);
    to.log(log_level::info, "postgresql",
           fmt::format("Dropping the invalid index {}, left by an interrupted attempt",
                       printable(name)));
    execute_alone(c, statement("DROP INDEX CONCURRENTLY IF EXISTS " + name));
  }
}

constexpr std::string_view is_the_index =
    "i.indrelid = pg_catalog.to_regclass($1) AND x.relname = $2";

constexpr std::string_view nobody_builds_it =
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p"
    " WHERE p.index_relid = i.indexrelid)";

statement_recovery recover_new_index(sync_connection& c, const recoverable_object& made,
                                     reporter& to) {
  const parameters values{made.table, catalog_name(made.name)};
  const std::int64_t valid = number(c,
                                    "SELECT i.indisvalid::int FROM pg_catalog.pg_index i"
                                    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE " +
                                        std::string(is_the_index),
                                    values);
  if (valid == 1) return carried_out;
  drop_invalid_indexes(c, std::string(is_the_index) + std::string(nobody_builds_it), values, to);
  return run_again;
}

/// The tables, by `oid`, that a REINDEX of the name $1 is about; those of partitions too.
std::string_view tables_of(recoverable_kind kind) {
  switch (kind) {
    case recoverable_kind::reindex_index:
      return "SELECT indrelid AS oid FROM pg_catalog.pg_index"
             " WHERE indexrelid = pg_catalog.to_regclass($1) OR indexrelid IN"
             " (SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1)))";
    case recoverable_kind::reindex_table:
      return "SELECT pg_catalog.to_regclass($1)::oid AS oid UNION ALL"
             " SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1))";
    case recoverable_kind::reindex_schema:
      return "SELECT oid FROM pg_catalog.pg_class WHERE relnamespace ="
             " pg_catalog.to_regnamespace($1)";
    default:
      return "SELECT oid FROM pg_catalog.pg_class WHERE $1::text IS NOT NULL";
  }
}

/// What is left over is named index_ccnew or index_ccold, with a number if that was taken; an
/// index of a table's TOAST table is one of its own.
statement_recovery recover_reindex(sync_connection& c, const recoverable_object& rebuilt,
                                   reporter& to) {
  const std::string tables(tables_of(rebuilt.kind));
  const std::string left_over = fmt::format(
      "x.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid IN (WITH t AS ({}) SELECT oid FROM t UNION"
      " SELECT c.reltoastrelid FROM t JOIN pg_catalog.pg_class c USING (oid)) AND NOT EXISTS"
      " (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p LEFT JOIN pg_catalog.pg_class m"
      " ON m.oid = p.relid WHERE i.indrelid IN (p.relid, m.reltoastrelid))",
      tables);
  drop_invalid_indexes(c, left_over, {rebuilt.name}, to);
  return run_again;
}

statement_recovery recover_detach(sync_connection& c, const recoverable_object& detached,
                                  reporter& to) {
  const std::string& parent = detached.table;
  const std::string& partition = detached.name;
  const std::int64_t pending = number(
      c,
      "SELECT inhdetachpending::int FROM pg_catalog.pg_inherits"
      " WHERE inhrelid = pg_catalog.to_regclass($1) AND inhparent = pg_catalog.to_regclass($2)",
      {partition, parent});
  if (pending == 0) return run_again;
  if (pending == 1) {
    to.log(log_level::info, "postgresql",
           fmt::format("Finishing the detachment of {}, begun by an interrupted attempt",
                       printable(partition)));
    execute_alone(
        c, statement("ALTER TABLE " + parent + " DETACH PARTITION " + partition + " FINALIZE"));
  }
  return carried_out;
}

statement_recovery exists_as(bool expected, bool exists) {
  return exists == expected ? carried_out : run_again;
}

constexpr std::string_view relation_exists = "SELECT (pg_catalog.to_regclass($1) IS NOT NULL)::int";
constexpr std::string_view database_exists =
    "SELECT count(*)::int FROM pg_catalog.pg_database WHERE datname = $1";
constexpr std::string_view tablespace_exists =
    "SELECT count(*)::int FROM pg_catalog.pg_tablespace WHERE spcname = $1";
constexpr std::string_view subscription_exists =
    "SELECT count(*)::int FROM pg_catalog.pg_subscription WHERE subname = $1 AND subdbid ="
    " (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())";

statement_recovery recover_object(sync_connection& c, const recoverable_object& object,
                                  std::string_view query) {
  return exists_as(object.is_made, is_there(c, query, catalog_name(object.name)));
}

}  // namespace

statement_recovery recover(sync_connection& c, const statement& s, reporter& to) {
  const statement_traits traits = traits_of(s);
  if (traits.may_commit_itself) return unknown;
  if (!traits.recoverable) return run_again;  // VACUUM, CLUSTER, ALTER SYSTEM, DISCARD …
  const recoverable_object& object = *traits.recoverable;
  switch (object.kind) {
    case recoverable_kind::index:
      if (object.is_made) return recover_new_index(c, object, to);
      return exists_as(false, is_there(c, relation_exists, object.name));
    case recoverable_kind::detach:
      return recover_detach(c, object, to);
    case recoverable_kind::database:
      return recover_object(c, object, database_exists);
    case recoverable_kind::tablespace:
      return recover_object(c, object, tablespace_exists);
    case recoverable_kind::subscription:
      return recover_object(c, object, subscription_exists);
    default:
      return recover_reindex(c, object, to);
  }
}

void execute_alone(sync_connection& c, const statement& s) {
  if (!traits_of(s).builds_concurrently) {
    c.execute(s);
    return;
  }
  constexpr const char* set = "SELECT pg_catalog.set_config('lock_timeout', $1, false)";
  const auto before = c.query("SELECT pg_catalog.current_setting('lock_timeout')");
  c.query(set, {std::string("0")});
  outcome<void> done;
  done.hold_call([&] { c.execute(s); });
  outcome<void> as_before;
  if (c.is_open()) as_before.hold_call([&] { c.query(set, {before.at(0)[0]}); });
  done.take();
  as_before.take();
}

void check_recoverable(const statement& s) {
  const auto object = traits_of(s).recoverable;
  const bool is_nameless =
      object && object->kind == recoverable_kind::index && object->is_made && object->name.empty();
  if (!is_nameless) return;
  throw error_at(error_kind::script, s.position,
                 "CREATE INDEX CONCURRENTLY needs a name for the index here: if a run is stopped "
                 "while it is built, nothing else shows whether it was finished.");
}

}  // namespace fz::postgresql
