#include "core/sql/transaction_control.hpp"

#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace fz {
namespace {

/// The statement as words in lower case; "(", ")" and "=" stand for themselves, "" for any other
/// token, so that a quoted name is never taken for a keyword.
using words = std::vector<std::string>;

/// Only statements that begin with one of these are looked at further: the others may be long.
bool may_matter(std::string_view first) {
  constexpr std::array<std::string_view, 16> verbs = {
      "abort", "alter", "begin",  "cluster", "commit",  "create",   "detach", "discard",
      "drop",  "end",   "pragma", "prepare", "reindex", "rollback", "start",  "vacuum"};
  return std::find(verbs.begin(), verbs.end(), first) != verbs.end();
}

words read_words(std::string_view sql, dialect dialect) {
  words result;
  sql_scanner scanner(sql, dialect, {});
  for (sql_token token = scanner.next(); token.kind != sql_token_kind::end;
       token = scanner.next()) {
    if (token.kind == sql_token_kind::comment) continue;
    const std::string_view text = scanner.text(token);
    const bool keep =
        token.kind == sql_token_kind::word || text == "(" || text == ")" || text == "=";
    result.push_back(keep ? to_lower(text) : "");
    if (result.size() == 1 && !may_matter(result[0])) break;
  }
  return result;
}

const std::string& at(const words& w, std::size_t i) {
  static const std::string nothing;
  return i < w.size() ? w[i] : nothing;
}

bool contains(const words& w, std::string_view word) {
  return std::find(w.begin(), w.end(), word) != w.end();
}

/// Where the words go on behind a list of options such as "(verbose, tablespace x)".
std::size_t after_options(const words& w, std::size_t i) {
  if (at(w, i) != "(") return i;
  while (i < w.size() && w[i] != ")") ++i;
  return i + 1;
}

transaction_control controls(std::string name) {
  return {transaction_effect::controls, std::move(name)};
}

transaction_control refused(std::string name) {
  return {transaction_effect::refused_inside, std::move(name)};
}

/// BEGIN, COMMIT and their like mean the same in both dialects.
transaction_control common(const words& w, dialect dialect) {
  const std::string& verb = at(w, 0);
  if (verb == "begin") return controls("BEGIN");
  if (verb == "commit" && at(w, 1) != "prepared") return controls("COMMIT");
  if (verb == "end") return controls("END");
  if (verb == "rollback" && at(w, 1) != "prepared") {
    const std::size_t next = at(w, 1) == "transaction" || at(w, 1) == "work" ? 2 : 1;
    return at(w, next) == "to" ? transaction_control{} : controls("ROLLBACK");
  }
  if (dialect == dialect::sqlite) return {};
  if (verb == "start" && at(w, 1) == "transaction") return controls("START TRANSACTION");
  if (verb == "abort") return controls("ABORT");
  if (verb == "prepare" && at(w, 1) == "transaction") return controls("PREPARE TRANSACTION");
  return {};
}

transaction_control sqlite_pragma(const words& w) {
  const std::size_t equals = static_cast<std::size_t>(
      std::find_if(w.begin(), w.end(), [](const auto& x) { return x == "=" || x == "("; }) -
      w.begin());
  if (equals == w.size()) return {};  // only asks
  const std::string& name = at(w, equals - 1);
  if (name == "journal_mode" || name == "synchronous") return refused("PRAGMA " + name);
  if (name == "foreign_keys") return {transaction_effect::ignored_inside, "PRAGMA foreign_keys"};
  return {};
}

/// lang_vacuum.html, lang_detach.html and pragma.html of SQLite's documentation.
transaction_control sqlite(const words& w) {
  const std::string& verb = at(w, 0);
  if (verb == "vacuum") return refused("VACUUM");
  if (verb == "detach") return refused("DETACH");
  return verb == "pragma" ? sqlite_pragma(w) : transaction_control{};
}

transaction_control postgresql_index(const words& w) {
  const std::size_t index = at(w, 1) == "unique" ? 2 : 1;
  if (at(w, index) != "index" || at(w, index + 1) != "concurrently") return {};
  return refused(at(w, 0) == "create" ? "CREATE INDEX CONCURRENTLY" : "DROP INDEX CONCURRENTLY");
}

transaction_control postgresql_reindex(const words& w) {
  const std::string& what = at(w, after_options(w, 1));
  if (what == "database") return refused("REINDEX DATABASE");
  if (what == "schema") return refused("REINDEX SCHEMA");
  if (what == "system") return refused("REINDEX SYSTEM");
  return contains(w, "concurrently") ? refused("REINDEX CONCURRENTLY") : transaction_control{};
}

transaction_control postgresql_alter(const words& w) {
  if (at(w, 1) == "system") return refused("ALTER SYSTEM");
  if (at(w, 1) == "database" && at(w, 3) == "set" && at(w, 4) == "tablespace") {
    return refused("ALTER DATABASE SET TABLESPACE");
  }
  const bool detaches = at(w, 1) == "table" && contains(w, "detach") && contains(w, "partition");
  if (detaches && w.back() == "concurrently") {
    return refused("ALTER TABLE DETACH PARTITION CONCURRENTLY");
  }
  return {};
}

transaction_control postgresql_create_or_drop(const words& w) {
  const bool create = at(w, 0) == "create";
  const std::string verb = create ? "CREATE " : "DROP ";
  if (at(w, 1) == "database") return refused(verb + "DATABASE");
  if (at(w, 1) == "tablespace") return refused(verb + "TABLESPACE");
  // Without a connection, or without a slot to make, a subscription may be made inside.
  const bool connects = !contains(w, "connect") && !contains(w, "create_slot");
  if (create && at(w, 1) == "subscription" && connects) return refused("CREATE SUBSCRIPTION");
  return postgresql_index(w);
}

/// The statements that call PreventInTransactionBlock() in PostgreSQL's source.
transaction_control postgresql(const words& w) {
  const std::string& verb = at(w, 0);
  if (verb == "create" || verb == "drop") return postgresql_create_or_drop(w);
  if (verb == "alter") return postgresql_alter(w);
  if (verb == "reindex") return postgresql_reindex(w);
  if (verb == "vacuum") return refused("VACUUM");
  if (verb == "discard" && at(w, 1) == "all") return refused("DISCARD ALL");
  if (verb == "commit") return refused("COMMIT PREPARED");
  if (verb == "rollback" && at(w, 1) == "prepared") return refused("ROLLBACK PREPARED");
  if (verb == "cluster") {
    const std::size_t next = after_options(w, at(w, 1) == "verbose" ? 2 : 1);
    return next >= w.size() ? refused("CLUSTER") : transaction_control{};
  }
  return {};
}

}  // namespace

transaction_control find_transaction_control(std::string_view sql, dialect dialect) {
  const words w = read_words(sql, dialect);
  transaction_control found = common(w, dialect);
  if (found.effect != transaction_effect::none) return found;
  return dialect == dialect::sqlite ? sqlite(w) : postgresql(w);
}

}  // namespace fz
