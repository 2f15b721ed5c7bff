#include "core/database/postgresql/statement_recovery.hpp"

#include "core/database/database_error.hpp"
#include "core/sql/quoting.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// What finds invalid indexes: a condition on pg_index i and pg_class x, with its parameters.
struct index_search {
  std::string condition;
  parameters values;
};

std::vector<std::string> invalid_indexes(sync_connection& c, index_search search) {
  const std::string query =
      "SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i"
      " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
      " WHERE NOT i.indisvalid AND " +
      search.condition;
  std::vector<std::string> names;
  for (const row& r : c.query(query, std::move(search.values))) names.push_back(to_string(r[0]));
  return names;
}

/// It blocks no other session while it waits. Remembers the setting before itself: what
/// setting_alone() has put into the session stays.
void execute_without_lock_timeout(sync_connection& c, const statement& s) {
  const auto before = c.query(
      "SELECT old.text, pg_catalog.set_config('lock_timeout', '0', false) FROM"
      " (SELECT pg_catalog.current_setting('lock_timeout') AS text OFFSET 0) AS old");
  outcome<void> done;
  done.hold_call([&] { c.execute(s); });
  outcome<void> as_before;
  if (c.is_open()) {
    as_before.hold_call([&] {
      c.query("SELECT pg_catalog.set_config('lock_timeout', $1, false)", {before.at(0)[0]});
    });
  }
  done.take();
  as_before.take();
}

/// Drops those that nobody builds any more.
void drop_invalid_indexes(sync_connection& c, index_search search, reporter& to) {
  for (const std::string& name : invalid_indexes(c, std::move(search))) {
    to.log(log_level::info, "postgresql",
           fmt::format("Dropping the invalid index {}, left by an interrupted attempt",
                       printable(name)));
    execute_without_lock_timeout(c, statement("DROP INDEX CONCURRENTLY IF EXISTS " + name));
  }
}

constexpr std::string_view is_the_index =
    "i.indrelid = pg_catalog.to_regclass($1) AND x.relname = $2";

constexpr std::string_view nobody_builds_it =
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p"
    " WHERE p.index_relid = i.indexrelid)";

index_search search_of_new_index(const recoverable_object& made) {
  return {std::string(is_the_index) + std::string(nobody_builds_it),
          {made.table, catalog_name(made.name)}};
}

statement_recovery recover_new_index(sync_connection& c, const recoverable_object& made,
                                     reporter& to) {
  index_search search = search_of_new_index(made);
  const std::int64_t valid = number(c,
                                    "SELECT i.indisvalid::int FROM pg_catalog.pg_index i"
                                    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE " +
                                        std::string(is_the_index),
                                    search.values);
  if (valid == 1) return carried_out;
  drop_invalid_indexes(c, std::move(search), to);
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
index_search search_of_rebuilt(const recoverable_object& rebuilt) {
  return {fmt::format("x.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid IN (WITH t AS ({}) SELECT "
                      "oid FROM t UNION SELECT c.reltoastrelid FROM t JOIN pg_catalog.pg_class c "
                      "USING (oid)) AND NOT EXISTS (SELECT 1 FROM "
                      "pg_catalog.pg_stat_progress_create_index p LEFT JOIN pg_catalog.pg_class m "
                      "ON m.oid = p.relid WHERE i.indrelid IN (p.relid, m.reltoastrelid))",
                      tables_of(rebuilt.kind)),
          {rebuilt.name}};
}

/// 1: its detaching was begun and not finished; 0: it is attached; -1: it is not.
std::int64_t pending_detachment(sync_connection& c, const recoverable_object& detached) {
  return number(
      c,
      "SELECT inhdetachpending::int FROM pg_catalog.pg_inherits"
      " WHERE inhrelid = pg_catalog.to_regclass($1) AND inhparent = pg_catalog.to_regclass($2)",
      {detached.name, detached.table});
}

statement_recovery recover_detach(sync_connection& c, const recoverable_object& detached,
                                  reporter& to) {
  const std::int64_t pending = pending_detachment(c, detached);
  if (pending == 0) return run_again;
  if (pending == 1) {
    to.log(log_level::info, "postgresql",
           fmt::format("Finishing the detachment of {}, begun by an interrupted attempt",
                       printable(detached.name)));
    execute_without_lock_timeout(c, statement("ALTER TABLE " + detached.table +
                                              " DETACH PARTITION " + detached.name + " FINALIZE"));
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

/// What finds the invalid indexes that a statement may leave; nothing: it leaves none.
std::optional<index_search> search_of(const recoverable_object& object) {
  switch (object.kind) {
    case recoverable_kind::index:
      if (object.is_made) return search_of_new_index(object);
      return index_search{"i.indexrelid = pg_catalog.to_regclass($1)", {object.name}};
    case recoverable_kind::reindex_index:
    case recoverable_kind::reindex_table:
    case recoverable_kind::reindex_schema:
    case recoverable_kind::reindex_database:
      return search_of_rebuilt(object);
    default:
      return std::nullopt;
  }
}

database_error index_in_the_way(const statement& s, const std::string& name, std::string_view why) {
  database_error::details what;
  what.message = fmt::format(
      "The index {} is there and invalid, and {}: the statement would leave "
      "it so",
      printable(name), why);
  what.sql = s.sql;
  what.position = s.position;
  return database_error(std::move(what));
}

/// CREATE INDEX CONCURRENTLY IF NOT EXISTS takes an invalid index for one that exists.
void replace_invalid_index(sync_connection& c, const statement& s, const recoverable_object& made,
                           reporter& to) {
  const auto rows = c.query(
      "SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text,"
      " (i.indrelid = pg_catalog.to_regclass($1))::int"
      " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
      " WHERE NOT i.indisvalid AND x.relname = $2 AND x.relnamespace ="
      " (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1))",
      {made.table, catalog_name(made.name)});
  if (rows.empty()) return;
  const std::string name = to_string(rows[0][0]);
  if (rows[0][2] == value(std::int64_t{0})) {
    throw index_in_the_way(s, name, "belongs to the table " + printable(to_string(rows[0][1])));
  }
  index_search search = search_of_new_index(made);
  if (invalid_indexes(c, search).empty()) {
    throw index_in_the_way(s, name, "another session is building it");
  }
  drop_invalid_indexes(c, std::move(search), to);
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
      drop_invalid_indexes(c, search_of_rebuilt(object), to);
      return run_again;
  }
}

bool may_note_late(const statement& s) {
  const statement_traits traits = traits_of(s);
  if (!traits.runs_alone || traits.may_commit_itself) return false;
  if (!traits.recoverable) return true;
  const recoverable_kind kind = traits.recoverable->kind;
  return kind != recoverable_kind::database && kind != recoverable_kind::tablespace &&
         kind != recoverable_kind::subscription;
}

std::vector<leftover> leftovers(sync_connection& c, const statement& s) {
  const statement_traits traits = traits_of(s);
  std::vector<leftover> found;
  if (traits.may_commit_itself) found.push_back({leftover::kind::part_of_its_work});
  if (!traits.recoverable) return found;
  const recoverable_object& object = *traits.recoverable;
  if (object.kind == recoverable_kind::detach && pending_detachment(c, object) == 1) {
    found.push_back({leftover::kind::half_detached_partition, object.name});
  }
  if (auto search = search_of(object)) {
    for (std::string& name : invalid_indexes(c, std::move(*search))) {
      found.push_back({leftover::kind::invalid_index, std::move(name)});
    }
  }
  return found;
}

std::optional<temporary_setting> setting_alone(const statement& s) {
  if (!traits_of(s).builds_concurrently) return std::nullopt;
  return temporary_setting{statement("SELECT pg_catalog.set_config('fz.lock_timeout',"
                                     " pg_catalog.current_setting('lock_timeout'), false),"
                                     " pg_catalog.set_config('lock_timeout', '0', false)"),
                           statement("SELECT pg_catalog.set_config('lock_timeout',"
                                     " pg_catalog.current_setting('fz.lock_timeout'), false)")};
}

void execute_alone(sync_connection& c, const statement& s, reporter& to) {
  const auto object = traits_of(s).recoverable;
  const bool may_do_nothing =
      object && object->kind == recoverable_kind::index && object->is_made && object->if_not_exists;
  if (may_do_nothing) replace_invalid_index(c, s, *object, to);
  c.execute(s);
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
