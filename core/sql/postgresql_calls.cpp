#include "core/sql/postgresql_calls.hpp"

#include "core/sql/quoting.hpp"
#include "core/sql/traits_of_dialect.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace fz {
namespace {

using enum session_effect;

/// Words in front of a parenthesis that change nothing of the session: keywords, types and the
/// functions that migrations often call.
bool leaves_session_alone(const std::string& word) {
  constexpr std::string_view words =
      " abs add all and any array array_agg array_length array_to_string as avg between bit "
      "bool_and bool_or btrim by cardinality case cast ceil char char_length character "
      "check coalesce col_description concat concat_ws conflict count cube current_setting "
      "currval date date_part date_trunc dec decimal decode default dense_rank distinct "
      "else elsif encode end enum except exists extract filter first_value float floor "
      "foreign format format_type from gen_random_uuid generate_series greatest group "
      "grouping having if ilike in index initcap inner instr intersect interval into is "
      "join json_agg json_build_object jsonb_agg jsonb_array_elements jsonb_build_object "
      "jsonb_set key lag last_value lateral lead least left length like limit lower lpad "
      "ltrim max md5 min mod nextval not now nullif numeric obj_description offset on or "
      "over overlay partition pg_advisory_xact_lock pg_advisory_xact_lock_shared "
      "pg_get_constraintdef pg_get_expr pg_get_serial_sequence pg_try_advisory_xact_lock "
      "pg_try_advisory_xact_lock_shared pg_typeof position power quote_ident quote_literal "
      "quote_nullable random rank references regclass regexp_matches regexp_replace repeat "
      "replace returning right rollup round row row_number row_to_json rpad rtrim select "
      "sets setval some split_part sqrt string_agg string_to_array strpos substr substring "
      "sum then time timestamp timestamptz to_char to_date to_json to_jsonb to_number "
      "to_regclass to_regproc to_regtype to_timestamp translate trim trunc union unique "
      "unnest upper using values varbit varchar varying version when where with within ";
  return words.find(' ' + word + ' ') != words.npos;
}

bool is_session_call(std::string_view word) {
  return word == "set_limit" || word == "dblink_connect" || word == "dblink_connect_u" ||
         word == "pg_replication_origin_session_setup" ||
         ((word.starts_with("pg_advisory_") || word.starts_with("pg_try_advisory_")) &&
          word.find("_xact_") == word.npos);
}

bool introduces_columns(std::string_view word) {
  constexpr auto words = std::to_array<std::string_view>(
      {"as", "exists", "into", "recursive", "references", "table", "view", "with"});
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The name that comes next, without quotes or in lower case; "" for anything else.
std::string name_at(sql_words& words) {
  const bool is_name = words.kind() == sql_token_kind::word || words.peek().starts_with('"');
  return is_name ? catalog_name(words.peek()) : "";
}

/// A string in single quotes without them; nothing for anything else.
std::optional<std::string> string_at(sql_words& words, std::size_t ahead) {
  const std::string_view text = words.peek(ahead);
  if (text.size() < 2 || text.front() != '\'') return std::nullopt;
  if (text.find('\'', 1) != text.size() - 1) return std::nullopt;
  return std::string(text.substr(1, text.size() - 2));
}

/// At set_config(name, value, is_local).
setting_change setting_at(sql_words& words) {
  setting_change change;
  const bool is_plain = words.peek(3) == "," && words.peek(5) == ",";
  if (words.peek(3) == ",") change.name = to_lower(string_at(words, 2).value_or(""));
  if (is_plain) change.value = string_at(words, 4);
  std::size_t depth = 0;
  for (std::size_t i = 1; words.kind(i) != sql_token_kind::end; ++i) {
    if (words.kind(i) == sql_token_kind::open) ++depth;
    if (words.kind(i) != sql_token_kind::close || --depth > 0) continue;
    if (words.is_keyword("true", i - 1)) change.scope = setting_scope::transaction;
    break;
  }
  return change;
}

/// `name` has its schema in front of it unless that is pg_catalog.
void describe_call(const std::string& name, sql_words& words, unknown_calls how,
                   statement_traits& t) {
  if (name == "set_config") {
    note_setting(t, setting_at(words));
    t.sets_search_path = t.sets_search_path || t.setting->name.empty();
  } else if (is_session_call(name.substr(name.find('.') + 1))) {
    t.session = certain;
  } else if (how == unknown_calls::counted && !leaves_session_alone(name)) {
    t.session = stronger(t.session, possible);
    t.in_transaction = stronger(t.in_transaction, possible);
  }
}

/// SELECT … INTO [TEMPORARY] name
void describe_into(sql_words& words, statement_traits& t) {
  const std::size_t place = words.place();
  words.skip();
  words.take("local");
  const bool temporary = words.take("temp") || words.take("temporary");
  words.take("table");
  const std::string schema = catalog_schema(words.take_name());
  words.go_to(place);
  if (!temporary && schema != "pg_temp") return;
  t.makes_temporary_objects = true;
  t.session = certain;
}

}  // namespace

void call_finder::see(sql_words& words, unknown_calls how, statement_traits& t) {
  if (words.peek() == ".") return;
  const std::string name = name_at(words);
  if (words.peek(1) == ".") {
    name_in_front_ = name == "pg_catalog" ? "" : name + '.';
    return;
  }
  const bool is_called =
      !name.empty() && words.kind(1) == sql_token_kind::open && !introduces_columns(before_);
  if (is_called) describe_call(name_in_front_ + name, words, how, t);
  before_ = words.kind() == sql_token_kind::word ? name : "";
  name_in_front_.clear();
}

bool mentions_session_call(std::string_view sql) {
  // Their names have an underscore: memchr() finds it faster than anything else finds a word.
  for (std::size_t at = 0; (at = sql.find('_', at)) != sql.npos; ++at) {
    const char next = at + 1 < sql.size() ? static_cast<char>(sql[at + 1] | 0x20) : '\0';
    if (next != 'c' && next != 'a' && next != 'l' && next != 'o') continue;
    const std::string end = to_lower(sql.substr(at, 10));
    for (const char* sign : {"_config", "_advisory_", "_limit", "_connect", "_origin_"}) {
      if (end.starts_with(sign)) return true;
    }
  }
  return false;
}

void describe_calls(sql_words& words, unknown_calls how, statement_traits& t) {
  const bool is_select = words.is_keyword("select");
  bool reads_table = false;
  call_finder calls;
  for (; !words.at_end(); words.skip()) {
    if (words.is_keyword("from")) reads_table = true;
    if (how == unknown_calls::counted && words.is_keyword("into")) describe_into(words, t);
    calls.see(words, how, t);
  }
  t.sets_up_session =
      is_select && !reads_table && t.session == certain && !t.makes_temporary_objects;
}

}  // namespace fz
