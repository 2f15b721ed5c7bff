#include "core/database/postgresql/error.hpp"

#include "core/database/postgresql/libpq.hpp"
#include "core/sql/script_rules.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace fz::postgresql {
namespace {

std::string field(const PGresult* answer, int code) {
  const char* text = libpq::loaded().error_field(answer, code);
  return text == nullptr ? std::string() : text;
}

/// The byte at which the character `number` (from 1) of UTF-8 text stands.
std::size_t byte_of_character(std::string_view text, std::size_t number) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && ++characters == number) return i;
  }
  return text.size();
}

source_position place(const std::string& character, const statement& s) {
  std::size_t number = 0;
  std::from_chars(character.data(), character.data() + character.size(), number);
  if (s.position.file.empty() || number == 0) return s.position;
  return position_of(s, byte_of_character(s.sql, number));
}

/// "\n  LABEL: text", its further lines as far to the right.
std::string indented(std::string_view label, const std::string& text) {
  if (text.empty()) return text;
  return fmt::format("\n  {}: {}", label, fmt::join(split(text, '\n'), "\n  "));
}

struct hint {
  std::string_view sqlstate;
  std::string_view sentence;
};

/// Advice on failures to connect whose words leave a person alone.
constexpr std::array<hint, 7> advice = {{
    {"08P01",
     "If a pooler such as PgBouncer answered: it may not know a parameter that the server knows."},
    {"28000",
     "The user comes from the URL, PGUSER or the account that runs fz; who may connect from where "
     "stands in the server's pg_hba.conf."},
    {"28P01", "The password comes from the URL, PGPASSWORD or ~/.pgpass, in this order."},
    {"3D000", "fz does not make databases: createdb or CREATE DATABASE does."},
    {"42501", "The role needs CONNECT on the database: GRANT CONNECT ON DATABASE gives it."},
    {"53300", "All places are taken: wait, or look for who holds them in pg_stat_activity."},
    {"", "No password was found; it comes from the URL, PGPASSWORD or ~/.pgpass (mode 0600)."},
}};

std::string advice_on(std::string_view sqlstate, std::string_view words) {
  const bool is_known = !sqlstate.empty() || words.find("no password supplied") != words.npos;
  if (!is_known) return {};
  const auto found = std::find_if(advice.begin(), advice.end(),
                                  [&](const hint& each) { return each.sqlstate == sqlstate; });
  return found == advice.end() ? "" : fmt::format("\n  {}", found->sentence);
}

/// What a refusal does not say of itself.
std::string explanation_of(std::string_view sqlstate, const statement& s) {
  constexpr std::string_view read_only_sql_transaction = "25006";
  constexpr std::string_view syntax_error = "42601";
  if (sqlstate == syntax_error) {
    const auto variable = find_psql_variable(s.sql);
    if (!variable) return {};
    return fmt::format(
        "\n  If {} is meant as a variable of psql: only psql replaces it. Write its "
        "value.",
        printable(*variable));
  }
  if (sqlstate == read_only_sql_transaction) {
    return "\n  The server is a standby, or default_transaction_read_only is on for this role or "
           "database.";
  }
  return {};
}

}  // namespace

bool is_query_canceled(const database_error& problem) {
  return problem.what_happened().sqlstate == "57014";
}

database_condition condition_of_sqlstate(std::string_view sqlstate) {
  using enum database_condition;
  constexpr std::array<std::pair<std::string_view, database_condition>, 11> known = {{
      {"23505", unique_violation},
      {"42P01", undefined_table},
      {"55P03", locked},           // lock_not_available
      {"40P01", locked},           // deadlock_detected
      {"40001", locked},           // serialization_failure
      {"25P03", connection_lost},  // idle_in_transaction_session_timeout
      {"57P01", connection_lost},  // admin_shutdown
      {"57P02", connection_lost},  // crash_shutdown
      {"57P03", connection_lost},  // cannot_connect_now
      {"57P04", connection_lost},  // database_dropped
      {"57P05", connection_lost},  // idle_session_timeout
  }};
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const auto& each) { return each.first == sqlstate; });
  if (found != known.end()) return found->second;
  return sqlstate.starts_with("08") ? connection_lost : other;
}

database_error server_error(const PGresult* answer, const statement& s) {
  database_error::details what;
  what.sqlstate = field(answer, PG_DIAG_SQLSTATE);
  what.condition = condition_of_sqlstate(what.sqlstate);
  what.message = field(answer, PG_DIAG_MESSAGE_PRIMARY);
  what.constraint = field(answer, PG_DIAG_CONSTRAINT_NAME);
  if (what.message.empty()) {
    what.message = trim(libpq::loaded().result_error_message(answer));
  }
  what.explanation = indented("DETAIL", field(answer, PG_DIAG_MESSAGE_DETAIL)) +
                     indented("HINT", field(answer, PG_DIAG_MESSAGE_HINT)) +
                     indented("CONTEXT", field(answer, PG_DIAG_CONTEXT));
  what.explanation += explanation_of(what.sqlstate, s);
  what.sql = s.sql;
  what.position = place(field(answer, PG_DIAG_STATEMENT_POSITION), s);
  return database_error(std::move(what));
}

database_error connection_lost(std::string_view words, const statement& s) {
  database_error::details what;
  what.condition = database_condition::connection_lost;
  what.message = fmt::format("The connection to the server was lost: {}", trim(words));
  what.sql = s.sql;
  what.position = s.position;
  return database_error(std::move(what));
}

database_error connection_ended(const PGresult* answer, const statement& s) {
  database_error::details what = server_error(answer, s).what_happened();
  what.condition = database_condition::connection_lost;
  what.message = fmt::format("The connection to the server was lost: {}", what.message);
  return database_error(std::move(what));
}

database_error cannot_connect(std::string_view words, std::string_view sqlstate,
                              std::string_view database) {
  database_error::details what;
  what.sqlstate = sqlstate;
  what.message = fmt::format("Cannot connect to {}: {}", database, trim(words));
  what.explanation = advice_on(sqlstate, words);
  return database_error(std::move(what));
}

}  // namespace fz::postgresql
