#include "core/sql/quoting.hpp"
#include "core/sql/traits_of_dialect.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

/// lang_vacuum.html, lang_attach.html, lang_detach.html and pragma.html of SQLite's documentation.
namespace fz {
namespace {

/// Pragmas that answer a question about their argument, do some work, or write into the database
/// file what every connection sees: they leave the connection as it is.
bool leaves_connection_alone(std::string_view pragma) {
  constexpr auto names = std::to_array<std::string_view>(
      {"application_id",   "auto_vacuum",    "encoding",           "foreign_key_check",
       "foreign_key_list", "freelist_count", "incremental_vacuum", "index_info",
       "index_list",       "index_xinfo",    "integrity_check",    "optimize",
       "page_count",       "page_size",      "quick_check",        "schema_version",
       "shrink_memory",    "table_info",     "table_list",         "table_xinfo",
       "user_version",     "wal_checkpoint"});
  static_assert(std::is_sorted(names.begin(), names.end()));
  return std::binary_search(names.begin(), names.end(), pragma);
}

/// SQLite's sqlite3GetBoolean(): anything else is false.
bool is_on(std::string_view value) {
  const std::string lower = to_lower(value);
  if (lower == "on" || lower == "yes" || lower == "true") return true;
  return !lower.empty() && lower.find_first_not_of("0123456789") == std::string::npos &&
         lower.find_first_not_of('0') != std::string::npos;
}

std::string unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
                      text.find(text.front(), 1) == text.size() - 1;
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

/// What follows the pragma's name: = value or (value); nothing if it only asks.
std::optional<std::string> take_pragma_value(sql_words& words) {
  const bool in_parentheses = words.take_sign("(");
  if (!in_parentheses && !words.take_sign("=")) return std::nullopt;
  std::string_view value = words.rest();
  if (in_parentheses) value = value.substr(0, value.rfind(')'));
  return unquoted(trim(value));
}

void describe_foreign_keys(std::string_view value, statement_traits& t) {
  t.inside = inside_transaction::is_ignored;
  t.needless = is_on(value)
                   ? "Foreign keys stay switched off for the whole run: each program switches them "
                     "on for its own connections."
                   : "Foreign keys are switched off anyway while migrations run.";
}

void describe_pragma(sql_words& words, statement_traits& t) {
  t.runs_alone = true;
  const std::string pragma = catalog_name(words.take_name());
  std::optional<std::string> value = take_pragma_value(words);
  if (!value) return;
  t.words = "PRAGMA " + pragma;
  if (pragma == "journal_mode" || pragma == "synchronous") note_refused(t, t.words);
  if (pragma == "foreign_keys") describe_foreign_keys(*value, t);
  if (leaves_connection_alone(pragma)) return;
  const bool until_commit = pragma == "defer_foreign_keys";
  t.sets_up_session = !until_commit;
  note_setting(t, {pragma, std::move(value),
                   until_commit ? setting_scope::transaction : setting_scope::session});
}

void note_temporary(statement_traits& t) {
  t.makes_temporary_objects = true;
  t.session = session_effect::certain;
}

void describe_new_object(sql_words& words, statement_traits& t) {
  if (words.take("temp") || words.take("temporary")) return note_temporary(t);
  if (!words.take("unique")) words.take("virtual");
  words.skip();  // TABLE, VIEW, INDEX, TRIGGER
  words.take("if not exists");
  if (catalog_schema(words.take_name()) == "temp") note_temporary(t);
}

}  // namespace

void describe_sqlite(std::string_view verb, sql_words& words, statement_traits& t) {
  words.skip();
  if (describe_transaction(verb, words, t)) return;
  if (verb == "pragma") return describe_pragma(words, t);
  if (verb == "create") return describe_new_object(words, t);
  if (verb == "vacuum") return note_refused(t, "VACUUM");
  if (verb != "attach" && verb != "detach") return;
  t.session = session_effect::certain;
  t.sets_up_session = t.runs_alone = true;
  if (verb == "detach") note_refused(t, "DETACH");
}

}  // namespace fz
