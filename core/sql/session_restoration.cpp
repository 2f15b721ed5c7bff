#include "core/sql/session_restoration.hpp"

#include "core/sql/quoting.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fz {
namespace {

/// Means the same whatever standard_conforming_strings says.
std::string literal(std::string_view text) {
  std::string quoted = string_literal(text);
  if (text.find('\\') == text.npos) return quoted;
  std::string escaped = "E";
  for (const char c : quoted) escaped.append(c == '\\' ? 2 : 1, c);
  return escaped;
}

std::string set_config(const session_setting& s, bool is_local) {
  return fmt::format("pg_catalog.set_config({}, {}, {})", literal(s.name), literal(s.value),
                     is_local);
}

// The start of a step is a setting, too, see audit_table::record(). Checks that wait for the COMMIT
// keep a temporary table from being dropped.
constexpr std::string_view restoration_head =
    "DECLARE\n"
    "  step_started text := pg_catalog.current_setting('fz.step_started', true);\n"
    "  prepared text;\n"
    "BEGIN\n"
    "  EXECUTE 'CLOSE ALL';\n"
    "  UNLISTEN *;\n"
    "  BEGIN\n"
    "    DISCARD TEMP;\n"
    "  EXCEPTION WHEN object_in_use THEN\n"
    "    SET CONSTRAINTS ALL IMMEDIATE;\n"
    "    DISCARD TEMP;\n"
    "  END;\n"
    "  DISCARD SEQUENCES;\n"
    "  RESET ALL;\n"
    "  FOR prepared IN SELECT p.name FROM pg_catalog.pg_prepared_statements p WHERE p.from_sql "
    "LOOP\n"
    "    EXECUTE pg_catalog.format('DEALLOCATE %I', prepared);\n"
    "  END LOOP;\n";

constexpr std::string_view restoration_tail =
    "  IF step_started <> '' THEN\n"
    "    PERFORM pg_catalog.set_config('fz.step_started', step_started, true);\n"
    "  END IF;\n"
    "END";

/// Another runner that asks for the lock at this very moment lets it go again: it cannot have the
/// other lock of the run.
std::string take_again(const std::string& lock) {
  return fmt::format(
      "  FOR attempt IN 1..100 LOOP\n"
      "    EXIT WHEN {};\n"
      "    PERFORM pg_catalog.pg_sleep(0.02);\n"
      "  END LOOP;\n",
      lock);
}

std::string set_all(const std::vector<session_setting>& settings) {
  std::string lines;
  for (const session_setting& each : settings) {
    lines += fmt::format("  PERFORM {};\n", set_config(each, false));
  }
  return lines;
}

std::string restoring_block(const own_session& own) {
  std::string block(restoration_head);
  if (own.locks) {
    block += "  PERFORM pg_catalog.pg_advisory_unlock_all();\n";
    for (const std::string& lock : *own.locks) block += take_again(lock);
  }
  return block + set_all(own.settings).append(restoration_tail);
}

std::vector<statement> restoring_settings(const own_session& own) {
  std::vector<statement> statements{statement("RESET ROLE"), statement("RESET ALL")};
  for (const session_setting& each : own.settings) {
    statements.emplace_back("SELECT " + set_config(each, false));
  }
  return statements;
}

}  // namespace

std::vector<statement> restoring_statements(const own_session& own) {
  if (!own.has_blocks) return restoring_settings(own);
  // The role first: the step's may not even be allowed to run a DO.
  return {statement("SET SESSION AUTHORIZATION DEFAULT"), statement("RESET ROLE"),
          statement("DO " + dollar_quoted(restoring_block(own)))};
}

statement setting_block(const std::vector<session_setting>& settings) {
  return statement("DO " + dollar_quoted("BEGIN\n" + set_all(settings) + "END"));
}

std::vector<statement> own_identity(const own_session& own) {
  std::vector<statement> statements{statement("SET LOCAL SESSION AUTHORIZATION DEFAULT"),
                                    statement("SET LOCAL role TO DEFAULT"),
                                    statement("SET LOCAL search_path TO DEFAULT")};
  for (const session_setting& each : own.settings) {
    if (each.name != "role" && each.name != "search_path") continue;
    statements.emplace_back("SELECT " + set_config(each, true));
  }
  return statements;
}

statement advisory_locks_held() {
  // pg_locks shows the halves of a 64-bit key with objsubid 1, two keys of 32 bits with 2.
  return statement(
      "SELECT pg_catalog.format('pg_catalog.pg_try_advisory_lock%s(%s)',"
      " CASE mode WHEN 'ShareLock' THEN '_shared' END, CASE objsubid"
      " WHEN 1 THEN ((classid::bigint << 32) | objid::bigint)::text || '::bigint'"
      " ELSE classid::bigint::bit(32)::int::text || ', ' || objid::bigint::bit(32)::int::text END)"
      " FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted"
      " AND pid = pg_catalog.pg_backend_pid() ORDER BY 1");
}

}  // namespace fz
