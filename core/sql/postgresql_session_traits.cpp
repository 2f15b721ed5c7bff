#include "core/sql/quoting.hpp"
#include "core/sql/traits_of_dialect.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

/// The commands of PostgreSQL that set up the session: SET, RESET, DISCARD, PREPARE and others.
namespace fz {
namespace {

/// What is between single quotes, or nothing if it is not one plain string.
std::optional<std::string_view> plain_string(std::string_view text) {
  const bool is_one =
      text.size() >= 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1;
  if (!is_one) return std::nullopt;
  return text.substr(1, text.size() - 2);
}

/// Behind a setting's name.
setting_change take_change(std::string name, setting_scope scope, sql_words& words) {
  setting_change change{std::move(name), std::nullopt, scope};
  if (!words.take("to")) words.take_sign("=");
  change.is_reset = words.take("default");
  const std::string_view text = words.rest();
  if (!change.is_reset) change.value = std::string(plain_string(text).value_or(text));
  return change;
}

setting_change reset(std::string name) {
  return {std::move(name), std::nullopt, setting_scope::session, true};
}

/// The settings that only the transaction has.
bool is_of_transaction(std::string_view name) {
  return name == "transaction_isolation" || name == "transaction_read_only" ||
         name == "transaction_deferrable";
}

/// SET's other ways to write a setting's name.
std::string take_setting_name(sql_words& words) {
  if (words.take("time zone")) return "timezone";
  if (words.take("session authorization")) return "session_authorization";
  if (words.take("schema")) return "search_path";
  if (words.take("names")) return "client_encoding";
  if (words.take("xml option")) return "xmloption";
  const std::string name = words.take_name();
  return name.starts_with('"') ? catalog_name(name) : to_lower(name);
}

/// SET TRANSACTION … and its like: for the transaction, and before its first query.
void note_of_transaction(statement_traits& t) {
  t.must_be_first_in_transaction = true;
  t.in_transaction = session_effect::certain;
}

void describe_set(sql_words& words, statement_traits& t) {
  const bool local = words.take("local");
  if (!local && words.take("session characteristics")) {
    t.session = session_effect::certain;
    t.sets_up_session = true;
    return;
  }
  if (!words.is_keyword("authorization", 1)) words.take("session");
  if (words.take("transaction")) return note_of_transaction(t);
  if (words.take("constraints")) {
    t.in_transaction = session_effect::certain;
    return;
  }
  const std::string name = take_setting_name(words);
  if (name == "seed") return;
  if (is_of_transaction(name)) return note_of_transaction(t);
  t.sets_up_session = !local;
  const auto scope = local ? setting_scope::transaction : setting_scope::session;
  note_setting(t, take_change(name, scope, words));
}

void describe_reset(sql_words& words, statement_traits& t) {
  const std::string name = take_setting_name(words);
  if (name == "transaction" || is_of_transaction(name)) return note_of_transaction(t);
  t.sets_up_session = true;
  note_setting(t, reset(name));
}

/// PLANS and SEQUENCES leave nothing that a later statement could see.
void describe_discard(sql_words& words, statement_traits& t) {
  const bool all = words.take("all");
  if (!all && !words.take("temp") && !words.take("temporary")) return;
  t.session = session_effect::certain;
  if (!all) return;
  note_refused(t, "DISCARD ALL");
  note_setting(t, reset("all"));
  t.sets_role = t.forgets_prepared_statements = t.sets_up_session = true;
}

void describe_deallocate(sql_words& words, statement_traits& t) {
  words.take("prepare");
  t.session = session_effect::certain;
  t.sets_up_session = true;
  t.forgets_prepared_statements = words.take("all");
}

/// A cursor lives until the transaction ends, one WITH HOLD longer.
void describe_declare(sql_words& words, statement_traits& t) {
  while (words.take_through("with")) {
    if (words.take("hold")) t.session = session_effect::certain;
  }
}

}  // namespace

bool describe_session_command(std::string_view verb, sql_words& words, statement_traits& t) {
  if (verb == "set") {
    describe_set(words, t);
  } else if (verb == "reset") {
    describe_reset(words, t);
  } else if (verb == "discard") {
    describe_discard(words, t);
  } else if (verb == "deallocate") {
    describe_deallocate(words, t);
  } else if (verb == "declare") {
    describe_declare(words, t);
  } else if (verb == "execute") {
    t.session = t.in_transaction = session_effect::possible;
  } else if (verb == "listen" || verb == "unlisten" || verb == "load" || verb == "prepare") {
    t.session = session_effect::certain;
    t.sets_up_session = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace fz
