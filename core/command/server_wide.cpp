#include "core/command/server_wide.hpp"

#include "core/sql/sql_words.hpp"
#include "core/sql/statement_source.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <variant>

namespace fz::command {
namespace {

constexpr std::array<std::string_view, 5> shared_kinds = {"role", "user", "group", "database",
                                                          "tablespace"};

bool takes_shared_kind(sql_words& words, std::string& said) {
  for (const std::string_view kind : shared_kinds) {
    if (!words.take(kind)) continue;
    if (kind == "user" && words.take("mapping")) return false;
    said += " " + std::string(kind);
    return true;
  }
  return false;
}

bool changes_object(sql_words& words, std::string& said) {
  for (const std::string_view verb : {"create", "alter", "drop"}) {
    if (!words.take(verb)) continue;
    said = verb;
    for (const std::string_view other : {"system", "subscription"}) {
      if (!words.take(other)) continue;
      said += " " + std::string(other);
      return true;
    }
    return takes_shared_kind(words, said);
  }
  return false;
}

/// GRANT and REVOKE of a role, or of rights on a database or tablespace.
bool changes_rights(sql_words& words, std::string& said) {
  for (const std::string_view verb : {"grant", "revoke"}) {
    if (!words.take(verb)) continue;
    said = verb;
    if (!words.take_through("on")) return true;
    said += " … on";
    return takes_shared_kind(words, said);
  }
  return false;
}

bool comments(sql_words& words, std::string& said) {
  if (!words.take("comment on")) return false;
  said = "comment on";
  return takes_shared_kind(words, said);
}

bool changes_owner(sql_words& words, std::string& said) {
  for (const std::string_view both : {"drop owned", "reassign owned"}) {
    said = both;
    if (words.take(both)) return true;
  }
  return false;
}

std::string in_capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

void check(const revision& r, const statement& s) {
  const std::string words = server_wide_words(s.sql);
  if (words.empty()) return;
  throw error_at(
      error_kind::script, s.position,
      fmt::format("Revision {} does something to the whole server, {}, so it is not run for a "
                  "comparison on a server that is in use. Name a server for that as 'scratch_url' "
                  "under [schema].",
                  printable(r.id), words));
}

}  // namespace

std::string server_wide_words(std::string_view sql) {
  for (const auto look : {changes_object, changes_rights, comments, changes_owner}) {
    sql_words words(sql, dialect::postgresql);
    std::string said;
    if (look(words, said)) return in_capitals(std::move(said));
  }
  return {};
}

void check_stays_in_database(const project& p, const std::vector<step>& steps, dialect d) {
  if (d != dialect::postgresql) return;
  for (const step& each : steps) {
    const step_body body = p.scripts().load(each, d);
    const auto* script = std::get_if<script_ptr>(&body.work);
    if (script == nullptr || !*script) continue;
    const auto reader = (*script)->open();
    while (const statement* s = reader->next()) check(*each.subject, *s);
  }
}

}  // namespace fz::command
