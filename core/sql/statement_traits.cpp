#include "core/sql/statement_traits.hpp"

#include "core/sql/traits_of_dialect.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <utility>

namespace fz {
namespace {

void end_transaction(sql_words& words, transaction_command how, std::string name,
                     statement_traits& t) {
  t.transaction = how;
  t.words = std::move(name);
  if (!words.take("work")) words.take("transaction");
  t.chain = words.take("and chain");
}

void describe_rollback(sql_words& words, statement_traits& t) {
  end_transaction(words, transaction_command::rollback, "ROLLBACK", t);
  if (!words.take("to")) return;
  t.transaction = transaction_command::savepoint;
  t.words = "ROLLBACK TO SAVEPOINT";
}

/// A command of the database's shell is the whole statement.
std::string shell_command_of(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of(" \t\r\n\f\v")));
}

}  // namespace

bool describe_transaction(std::string_view verb, sql_words& words, statement_traits& t) {
  if (verb == "begin") {
    t.transaction = transaction_command::begin;
    t.words = "BEGIN";
  } else if (verb == "commit") {
    end_transaction(words, transaction_command::commit, "COMMIT", t);
  } else if (verb == "end") {
    end_transaction(words, transaction_command::commit, "END", t);
  } else if (verb == "rollback") {
    describe_rollback(words, t);
  } else if (verb == "savepoint" || verb == "release") {
    t.transaction = transaction_command::savepoint;
    t.words = verb == "savepoint" ? "SAVEPOINT" : "RELEASE SAVEPOINT";
  } else {
    return false;
  }
  return true;
}

namespace {

/// What the setting standard_conforming_strings does to strings, which RESET ALL sets, too.
std::optional<bool> escapes_after(const setting_change& change) {
  const bool concerned =
      change.name == "standard_conforming_strings" || (change.name == "all" && change.is_reset);
  if (!concerned) return std::nullopt;
  const std::string value = to_lower(change.value.value_or("on"));
  return value == "off" || value == "false" || value == "no" || value == "0" || value == "f";
}

}  // namespace

void note_setting(statement_traits& t, setting_change change) {
  const bool lasts = change.scope == setting_scope::session;
  (lasts ? t.session : t.in_transaction) = session_effect::certain;
  const bool is_all = change.name == "all";
  t.sets_search_path = t.sets_search_path || is_all || change.name == "search_path";
  t.sets_role = t.sets_role || change.name == "role" || change.name == "session_authorization";
  t.backslash_escapes = escapes_after(change);
  t.setting = std::move(change);
}

void note_refused(statement_traits& t, std::string words) {
  t.inside = inside_transaction::is_refused;
  t.words = std::move(words);
}

session_effect stronger(session_effect a, session_effect b) { return std::max(a, b); }

bool controls_transaction(const statement_traits& t) {
  return t.transaction != transaction_command::none &&
         t.transaction != transaction_command::savepoint;
}

statement_traits describe(std::string_view sql, dialect d) {
  statement_traits t;
  sql_words words(sql, d);
  if (words.kind() == sql_token_kind::shell_command) {
    t.shell_command = shell_command_of(words.peek());
    return t;
  }
  constexpr std::size_t longest_verb = 10;
  const bool may_matter =
      words.kind() == sql_token_kind::open ||
      (words.kind() == sql_token_kind::word && words.peek().size() <= longest_verb);
  if (!may_matter) return t;
  const std::string verb = to_lower(words.peek());
  if (d == dialect::sqlite) {
    describe_sqlite(verb, words, t);
  } else {
    describe_postgresql(verb, words, sql, t);
  }
  t.runs_alone = t.runs_alone || t.may_commit_itself || controls_transaction(t) ||
                 t.inside != inside_transaction::works;
  return t;
}

}  // namespace fz
