#include "core/database/postgresql/statement_recovery.hpp"

#include "core/sql/sql_words.hpp"
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

bool works_beside_others(const statement& s) {
  return sql_words(s.sql, dialect::postgresql).take_through("concurrently") ||
         sql_words(s.sql, dialect::postgresql).take_through("finalize");
}

std::int64_t number(sync_connection& c, std::string_view query, parameters values) {
  const std::vector<row> rows = c.query(std::string(query), std::move(values));
  return rows.empty() || is_null(rows[0][0]) ? -1 : std::get<std::int64_t>(rows[0][0]);
}

bool is_there(sync_connection& c, std::string_view query, const std::string& name) {
  return number(c, query, {name}) == 1;
}

/// The index's name after CREATE [UNIQUE] INDEX CONCURRENTLY, which `words` has just passed; the
/// table's after its ON.
struct index_names {
  std::string index;
  std::string table;
};

index_names read_index_names(sql_words& words) {
  index_names names;
  words.take("if not exists");
  if (!words.take("on")) {
    names.index = words.take_name();
    words.take("on");
  }
  words.take("only");
  names.table = words.take_name();
  return names;
}

bool take_create_index_concurrently(sql_words& words) {
  return words.take("create index concurrently") || words.take("create unique index concurrently");
}

/// The invalid indexes that the query finds, which nobody builds any more, are dropped.
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

statement_recovery recover_create_index(sync_connection& c, sql_words& words, reporter& to) {
  const index_names names = read_index_names(words);
  const parameters values{names.table, catalog_name(names.index)};
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
std::string_view tables_of(sql_words& words) {
  if (words.take("index")) {
    return "SELECT indrelid AS oid FROM pg_catalog.pg_index"
           " WHERE indexrelid = pg_catalog.to_regclass($1) OR indexrelid IN"
           " (SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1)))";
  }
  if (words.take("table")) {
    return "SELECT pg_catalog.to_regclass($1)::oid AS oid UNION ALL"
           " SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1))";
  }
  if (words.take("schema")) {
    return "SELECT oid FROM pg_catalog.pg_class WHERE relnamespace ="
           " pg_catalog.to_regnamespace($1)";
  }
  words.take("database");
  return "SELECT oid FROM pg_catalog.pg_class WHERE $1::text IS NOT NULL";
}

/// What is left over is named index_ccnew or index_ccold, with a number if that was taken; an
/// index of a table's TOAST table is one of its own.
statement_recovery recover_reindex(sync_connection& c, sql_words& words, reporter& to) {
  words.pass_over_parentheses();
  const std::string tables(tables_of(words));
  words.take("concurrently");
  const std::string left_over = fmt::format(
      "x.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid IN (WITH t AS ({}) SELECT oid FROM t UNION"
      " SELECT c.reltoastrelid FROM t JOIN pg_catalog.pg_class c USING (oid)) AND NOT EXISTS"
      " (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p LEFT JOIN pg_catalog.pg_class m"
      " ON m.oid = p.relid WHERE i.indrelid IN (p.relid, m.reltoastrelid))",
      tables);
  drop_invalid_indexes(c, left_over, {words.take_name()}, to);
  return run_again;
}

statement_recovery recover_detach(sync_connection& c, sql_words& words, reporter& to) {
  words.take("if exists");
  words.take("only");
  const std::string parent = words.take_name();
  words.take_through("partition");
  const std::string partition = words.take_name();
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

/// The name behind [IF [NOT] EXISTS].
std::string object_name(sql_words& words) {
  if (!words.take("if exists")) words.take("if not exists");
  return words.take_name();
}

statement_recovery recover_object(sync_connection& c, sql_words& words, bool made,
                                  std::string_view query) {
  return exists_as(made, is_there(c, query, catalog_name(object_name(words))));
}

}  // namespace

statement_recovery recover(sync_connection& c, const statement& s, reporter& to) {
  sql_words words(s.sql, dialect::postgresql);
  if (take_create_index_concurrently(words)) return recover_create_index(c, words, to);
  if (words.take("drop index concurrently")) {
    return exists_as(false, is_there(c, relation_exists, object_name(words)));
  }
  if (words.take("reindex")) return recover_reindex(c, words, to);
  if (words.take("alter table")) return recover_detach(c, words, to);
  if (words.take("create database")) return recover_object(c, words, true, database_exists);
  if (words.take("drop database")) return recover_object(c, words, false, database_exists);
  if (words.take("create tablespace")) return recover_object(c, words, true, tablespace_exists);
  if (words.take("drop tablespace")) return recover_object(c, words, false, tablespace_exists);
  if (words.take("create subscription")) return recover_object(c, words, true, subscription_exists);
  if (words.take("drop subscription")) return recover_object(c, words, false, subscription_exists);
  if (words.take("call") || words.take("do")) return unknown;
  return run_again;  // VACUUM, CLUSTER, ALTER SYSTEM, DISCARD, ALTER DATABASE
}

void execute_alone(sync_connection& c, const statement& s) {
  if (!works_beside_others(s)) {
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
  sql_words words(s.sql, dialect::postgresql);
  if (!take_create_index_concurrently(words) || !read_index_names(words).index.empty()) return;
  throw error_at(error_kind::script, s.position,
                 "CREATE INDEX CONCURRENTLY needs a name for the index here: if a run is stopped "
                 "while it is built, nothing else tells whether it was finished.");
}

}  // namespace fz::postgresql
