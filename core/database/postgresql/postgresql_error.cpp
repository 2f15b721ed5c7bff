#include "core/database/postgresql/postgresql_error.hpp"

#include "core/database/postgresql/libpq.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace fz {
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

std::string indented(std::string_view label, std::string text) {
  if (text.empty()) return text;
  return fmt::format("\n  {}: {}", label, text);
}

/// Advice on failures whose words leave a person alone.
std::string_view advice(std::string_view words) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> known = {{
      {"does not exist", "fz does not make databases or roles: createdb or CREATE DATABASE does."},
      {"password authentication failed",
       "The password comes from the URL, PGPASSWORD or ~/.pgpass, in this order."},
      {"no password supplied",
       "Give the password in the URL, in PGPASSWORD or in ~/.pgpass (mode 0600)."},
      {"unsupported startup parameter",
       "A pooler such as PgBouncer answered that does not know it; connect to the server itself."},
  }};
  for (const auto& [sign, sentence] : known) {
    if (words.find(sign) != std::string_view::npos) return sentence;
  }
  return {};
}

}  // namespace

database_condition postgresql_condition(std::string_view sqlstate) {
  using enum database_condition;
  constexpr std::array<std::pair<std::string_view, database_condition>, 9> known = {{
      {"23505", unique_violation},
      {"42P01", undefined_table},
      {"55P03", locked},           // lock_not_available
      {"40P01", locked},           // deadlock_detected
      {"40001", locked},           // serialization_failure
      {"57P01", connection_lost},  // admin_shutdown
      {"57P02", connection_lost},  // crash_shutdown
      {"57P03", connection_lost},  // cannot_connect_now
      {"57P05", connection_lost},  // idle_session_timeout
  }};
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const auto& each) { return each.first == sqlstate; });
  if (found != known.end()) return found->second;
  return sqlstate.starts_with("08") ? connection_lost : other;
}

database_error postgresql_error(const PGresult* answer, const statement& s) {
  database_error::details what;
  what.sqlstate = field(answer, PG_DIAG_SQLSTATE);
  what.condition = postgresql_condition(what.sqlstate);
  what.message = field(answer, PG_DIAG_MESSAGE_PRIMARY);
  if (what.message.empty()) {
    what.message = trim(libpq::loaded().result_error_message(answer));
  }
  what.explanation = indented("DETAIL", field(answer, PG_DIAG_MESSAGE_DETAIL)) +
                     indented("HINT", field(answer, PG_DIAG_MESSAGE_HINT)) +
                     indented("CONTEXT", field(answer, PG_DIAG_CONTEXT));
  what.sql = s.sql;
  what.position = place(field(answer, PG_DIAG_STATEMENT_POSITION), s);
  return database_error(std::move(what));
}

database_error postgresql_connection_lost(std::string_view words, const statement& s) {
  database_error::details what;
  what.condition = database_condition::connection_lost;
  what.message = fmt::format("The connection to the server was lost: {}", trim(words));
  what.sql = s.sql;
  what.position = s.position;
  return database_error(std::move(what));
}

database_error postgresql_cannot_connect(std::string_view words, std::string_view database) {
  database_error::details what;
  what.message = fmt::format("Cannot connect to {}: {}", database, trim(words));
  if (const std::string_view hint = advice(words); !hint.empty()) {
    what.explanation = fmt::format("\n  {}", hint);
  }
  return database_error(std::move(what));
}

}  // namespace fz
