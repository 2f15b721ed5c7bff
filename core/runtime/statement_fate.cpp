#include "core/runtime/statement_fate.hpp"

#include "core/database/sql_words.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fz {
namespace {

using enum statement_fate;

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
void drop_invalid_indexes(sync_connection& c, std::string_view condition, parameters values) {
  const std::string query =
      "SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i"
      " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
      " WHERE NOT i.indisvalid AND NOT EXISTS (SELECT 1 FROM"
      " pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) AND " +
      std::string(condition);
  for (const row& r : c.query(query, std::move(values))) {
    c.execute("DROP INDEX CONCURRENTLY IF EXISTS " + to_string(r[0]));
  }
}

statement_fate settle_create_index(sync_connection& c, sql_words& words) {
  const index_names names = read_index_names(words);
  const parameters values{names.table, catalog_name(names.index)};
  const std::int64_t valid =
      number(c,
             "SELECT i.indisvalid::int FROM pg_catalog.pg_index i"
             " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
             " WHERE i.indrelid = pg_catalog.to_regclass($1) AND x.relname = $2",
             values);
  if (valid == 1) return carried_out;
  drop_invalid_indexes(c, "i.indrelid = pg_catalog.to_regclass($1) AND x.relname = $2", values);
  return to_be_run;
}

/// What is left over is named index_ccnew or index_ccold, with a number if that was taken.
statement_fate settle_reindex(sync_connection& c) {
  drop_invalid_indexes(c, "x.relname ~ '_cc(new|old)[0-9]*$'", {});
  return to_be_run;
}

statement_fate settle_detach(sync_connection& c, sql_words& words) {
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
  if (pending == 0) return to_be_run;
  if (pending == 1)
    c.execute("ALTER TABLE " + parent + " DETACH PARTITION " + partition + " FINALIZE");
  return carried_out;
}

statement_fate exists_as(bool expected, bool exists) {
  return exists == expected ? carried_out : to_be_run;
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

statement_fate settle_object(sync_connection& c, sql_words& words, bool made,
                             std::string_view query) {
  return exists_as(made, is_there(c, query, catalog_name(object_name(words))));
}

statement_fate settle_on_postgresql(sync_connection& c, const statement& s) {
  sql_words words(s.sql, dialect::postgresql);
  if (take_create_index_concurrently(words)) return settle_create_index(c, words);
  if (words.take("drop index concurrently")) {
    return exists_as(false, is_there(c, relation_exists, object_name(words)));
  }
  if (words.take("reindex")) return settle_reindex(c);
  if (words.take("alter table")) return settle_detach(c, words);
  if (words.take("create database")) return settle_object(c, words, true, database_exists);
  if (words.take("drop database")) return settle_object(c, words, false, database_exists);
  if (words.take("create tablespace")) return settle_object(c, words, true, tablespace_exists);
  if (words.take("drop tablespace")) return settle_object(c, words, false, tablespace_exists);
  if (words.take("create subscription")) return settle_object(c, words, true, subscription_exists);
  if (words.take("drop subscription")) return settle_object(c, words, false, subscription_exists);
  if (words.take("call") || words.take("do")) return unknown;
  return to_be_run;  // VACUUM, CLUSTER, ALTER SYSTEM, DISCARD, ALTER DATABASE
}

}  // namespace

statement_fate settle_fate(sync_connection& c, const statement& s) {
  return c.dialect() == dialect::sqlite ? to_be_run : settle_on_postgresql(c, s);
}

}  // namespace fz
