#include "core/sql/postgresql_calls.hpp"
#include "core/sql/quoting.hpp"
#include "core/sql/traits_of_dialect.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

/// The statements that call PreventInTransactionBlock() in PostgreSQL's source, and those that
/// change the session.
namespace fz {
namespace {

recoverable_object take_object(recoverable_kind kind, bool made, sql_words& words) {
  recoverable_object found{kind, made};
  found.if_exists = words.take("if exists");
  found.if_not_exists = words.take("if not exists");
  found.name = words.take_name();
  return found;
}

/// Behind CREATE [UNIQUE] INDEX CONCURRENTLY.
recoverable_object take_new_index(sql_words& words) {
  recoverable_object index{recoverable_kind::index, true};
  index.if_not_exists = words.take("if not exists");
  if (!words.take("on")) {
    index.name = words.take_name();
    words.take("on");
  }
  words.take("only");
  index.table = words.take_name();
  return index;
}

bool describe_concurrent_index(bool create, sql_words& words, statement_traits& t) {
  if (create) words.take("unique");
  if (!words.take("index concurrently")) return false;
  note_refused(t, create ? "CREATE INDEX CONCURRENTLY" : "DROP INDEX CONCURRENTLY");
  t.builds_concurrently = true;
  t.recoverable =
      create ? take_new_index(words) : take_object(recoverable_kind::index, false, words);
  return true;
}

/// Databases and tablespaces; false if it is about something else.
bool describe_global_object(bool create, sql_words& words, statement_traits& t) {
  const std::string verb = create ? "CREATE " : "DROP ";
  if (words.take("database")) {
    note_refused(t, verb + "DATABASE");
    t.recoverable = take_object(recoverable_kind::database, create, words);
    return true;
  }
  if (words.take("tablespace")) {
    note_refused(t, verb + "TABLESPACE");
    t.recoverable = take_object(recoverable_kind::tablespace, create, words);
    return true;
  }
  return false;
}

/// Without a connection, or without a slot to make or to drop, it may be inside.
void describe_subscription(bool create, sql_words& words, statement_traits& t) {
  const bool connects = !words.has_ahead("connect") && !words.has_ahead("create_slot");
  t.recoverable = take_object(recoverable_kind::subscription, create, words);
  if (create && connects) note_refused(t, "CREATE SUBSCRIPTION");
}

bool is_temporary_schema(std::string_view schema) {
  return schema == "pg_temp" || schema.starts_with("pg_temp_");
}

/// ON COMMIT DROP takes it away at the end of the transaction.
void note_temporary(sql_words& words, statement_traits& t) {
  if (words.has_ahead("commit drop")) {
    t.in_transaction = session_effect::certain;
    return;
  }
  t.makes_temporary_objects = true;
  t.session = session_effect::certain;
}

/// TABLE, VIEW, FUNCTION and others that may be made in the schema pg_temp.
void describe_new_object(sql_words& words, statement_traits& t) {
  for (const char* modifier : {"unlogged", "materialized", "recursive", "foreign", "trusted"}) {
    words.take(modifier);
  }
  words.skip();
  words.take("if not exists");
  if (is_temporary_schema(catalog_schema(words.take_name()))) note_temporary(words, t);
}

void describe_drop(sql_words& words, statement_traits& t) {
  if (describe_global_object(false, words, t) || describe_concurrent_index(false, words, t)) return;
  if (words.take("subscription")) describe_subscription(false, words, t);
}

void describe_detach(sql_words& words, statement_traits& t) {
  recoverable_object found{recoverable_kind::detach};
  found.if_exists = words.take("if exists");
  words.take("only");
  found.table = words.take_name();
  if (!words.take("detach partition")) return;
  found.name = words.take_name();
  t.builds_concurrently = words.take("finalize");
  if (!words.take("concurrently")) return;
  note_refused(t, "ALTER TABLE DETACH PARTITION CONCURRENTLY");
  t.builds_concurrently = true;
  t.recoverable = std::move(found);
}

/// One that only refreshes on request may be inside.
void describe_alter_subscription(sql_words& words, statement_traits& t) {
  words.take_name();
  const bool refreshes = words.take("refresh publication");
  const bool changes = words.take("set publication") || words.take("add publication") ||
                       words.take("drop publication");
  if (refreshes || (changes && !words.has_ahead("refresh"))) {
    note_refused(t, "ALTER SUBSCRIPTION with refresh");
  }
}

void describe_alter(sql_words& words, statement_traits& t) {
  if (words.take("table")) return describe_detach(words, t);
  if (words.take("system")) return note_refused(t, "ALTER SYSTEM");
  if (words.take("subscription")) return describe_alter_subscription(words, t);
  if (!words.take("database")) return;
  words.take_name();
  if (words.take("set tablespace")) note_refused(t, "ALTER DATABASE SET TABLESPACE");
}

void describe_reindex(sql_words& words, statement_traits& t) {
  using enum recoverable_kind;
  struct target {
    const char* word;
    recoverable_kind kind;
    const char* refused;
  };
  constexpr auto targets =
      std::to_array<target>({{"index", reindex_index, ""},
                             {"table", reindex_table, ""},
                             {"schema", reindex_schema, "REINDEX SCHEMA"},
                             {"database", reindex_database, "REINDEX DATABASE"},
                             {"system", reindex_database, "REINDEX SYSTEM"}});
  t.builds_concurrently = words.has_ahead("concurrently");
  if (t.builds_concurrently) note_refused(t, "REINDEX CONCURRENTLY");
  words.pass_over_parentheses();
  for (const target& each : targets) {
    if (!words.take(each.word)) continue;
    if (*each.refused != '\0') note_refused(t, each.refused);
    words.take("concurrently");
    t.recoverable = recoverable_object{each.kind, false, words.take_name()};
  }
}

void describe_cluster(sql_words& words, statement_traits& t) {
  words.take("verbose");
  words.pass_over_parentheses();
  if (words.at_end()) note_refused(t, "CLUSTER");
}

/// "FROM STDIN" and "TO STDOUT" outside of parentheses.
void describe_copy(sql_words& words, statement_traits& t) {
  std::size_t depth = 0;
  for (; !words.at_end(); words.skip()) {
    if (words.kind() == sql_token_kind::open) ++depth;
    if (words.kind() == sql_token_kind::close && depth > 0) --depth;
    if (depth > 0) continue;
    if (words.is_keyword("from") && words.is_keyword("stdin", 1)) {
      t.client_copy = copy_direction::from_client;
    }
    if (words.is_keyword("to") && words.is_keyword("stdout", 1)) {
      t.client_copy = copy_direction::to_client;
    }
  }
}

/// EXPLAIN ANALYZE runs the statement.
void describe_explain(sql_words& words, statement_traits& t) {
  const bool options = words.kind() == sql_token_kind::open;
  bool runs = words.take("analyze") || words.take("analyse");
  for (std::size_t i = 0; options && words.kind(i) != sql_token_kind::close; ++i) {
    if (words.kind(i) == sql_token_kind::end) break;
    runs = runs || words.is_keyword("analyze", i) || words.is_keyword("analyse", i);
  }
  if (!runs) return;
  if (options) words.pass_over_parentheses();
  words.take("verbose");
  describe_calls(words, unknown_calls::counted, t);
}

void describe_call(statement_traits& t) {
  t.session = t.in_transaction = session_effect::possible;
  t.may_commit_itself = true;
}

/// Statements that may be long, and whose calls seldom matter.
bool may_call_in_passing(std::string_view verb, sql_words& words) {
  constexpr auto verbs =
      std::to_array<std::string_view>({"copy", "delete", "insert", "merge", "update"});
  if (verb != "create") return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
  for (std::size_t i = 0; i < 4; ++i) {  // CREATE LOCAL TEMP TABLE, CREATE MATERIALIZED VIEW
    if (words.is_keyword("table", i) || words.is_keyword("materialized", i)) return true;
  }
  return false;
}

/// What only PostgreSQL has of the commands of transactions.
bool describe_own_transaction(std::string_view verb, sql_words& words, statement_traits& t) {
  if (verb == "start" && words.take("transaction")) {
    t.transaction = transaction_command::begin;
    t.words = "START TRANSACTION";
  } else if (verb == "abort") {
    describe_transaction("rollback", words, t);
    t.words = "ABORT";
  } else if (verb == "prepare" && words.take("transaction")) {
    t.transaction = transaction_command::prepare;
    t.words = "PREPARE TRANSACTION";
  } else {
    return false;
  }
  return true;
}

void describe_other(std::string_view verb, sql_words& words, statement_traits& t) {
  if (verb == "create") return describe_create(words, t);
  if (verb == "alter") return describe_alter(words, t);
  if (verb == "drop") return describe_drop(words, t);
  if (verb == "copy") return describe_copy(words, t);
  if (verb == "do") return describe_do(words, t);
  if (verb == "call") return describe_call(t);
  if (verb == "explain") return describe_explain(words, t);
  if (verb == "reindex") return describe_reindex(words, t);
  if (verb == "cluster") return describe_cluster(words, t);
  if (verb == "vacuum") note_refused(t, "VACUUM");
}

}  // namespace

void describe_create(sql_words& words, statement_traits& t) {
  words.take("or replace");
  if (!words.take("global")) words.take("local");
  if (words.take("temp") || words.take("temporary")) return note_temporary(words, t);
  if (describe_global_object(true, words, t) || describe_concurrent_index(true, words, t)) return;
  if (words.take("subscription")) return describe_subscription(true, words, t);
  describe_new_object(words, t);
}

void describe_postgresql(std::string_view verb, sql_words& words, std::string_view sql,
                         statement_traits& t) {
  if (verb == "select" || verb == "with" || verb == "values" || verb == "(") {
    return describe_calls(words, unknown_calls::counted, t);
  }
  words.skip();
  if (may_call_in_passing(verb, words) && mentions_session_call(sql)) {
    const std::size_t place = words.place();
    describe_calls(words, unknown_calls::ignored, t);
    words.go_to(place);
  }
  if (words.is_keyword("prepared") && (verb == "commit" || verb == "rollback")) {
    return note_refused(t, verb == "commit" ? "COMMIT PREPARED" : "ROLLBACK PREPARED");
  }
  if (describe_transaction(verb, words, t) || describe_own_transaction(verb, words, t)) return;
  if (describe_session_command(verb, words, t)) return;
  describe_other(verb, words, t);
}

}  // namespace fz
