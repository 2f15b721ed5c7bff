#include "core/sql/sqlite_session.hpp"

#include "core/sql/quoting.hpp"
#include "core/sql/sql_words.hpp"
#include "core/sql/statement_traits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace fz {
namespace {

struct pragma_default {
  std::string_view name;
  std::string_view value;
};

/// Of those that change what later statements do.
constexpr auto pragma_defaults = std::to_array<pragma_default>({{"automatic_index", "1"},
                                                                {"case_sensitive_like", "0"},
                                                                {"cell_size_check", "0"},
                                                                {"count_changes", "0"},
                                                                {"defer_foreign_keys", "0"},
                                                                {"foreign_keys", "0"},
                                                                {"full_column_names", "0"},
                                                                {"ignore_check_constraints", "0"},
                                                                {"legacy_alter_table", "0"},
                                                                {"locking_mode", "NORMAL"},
                                                                {"query_only", "0"},
                                                                {"read_uncommitted", "0"},
                                                                {"recursive_triggers", "0"},
                                                                {"reverse_unordered_selects", "0"},
                                                                {"secure_delete", "0"},
                                                                {"short_column_names", "1"},
                                                                {"trusted_schema", "1"},
                                                                {"writable_schema", "0"}});

/// Always in quotes: what is a keyword is not looked up.
std::string quoted(std::string_view written) {
  std::string name;
  for (const char c : catalog_name(written)) name.append(c == '"' ? 2 : 1, c);
  return '"' + name + '"';
}

undoing_statement undo_pragma(const setting_change& change) {
  for (const pragma_default& each : pragma_defaults) {
    if (each.name == change.name) return {fmt::format("PRAGMA {} = {}", each.name, each.value)};
  }
  return {};
}

/// CREATE TEMP TABLE name, CREATE VIRTUAL TABLE temp.name and the like.
undoing_statement undo_creation(sql_words& words) {
  words.skip();
  for (const char* modifier : {"temp", "temporary", "virtual", "unique"}) words.take(modifier);
  const std::string kind(words.peek());
  words.skip();
  words.take("if not exists");
  return {fmt::format("DROP {} IF EXISTS temp.{}", kind, quoted(words.take_name()))};
}

std::string detachment(sql_words& words) {
  words.take("database");
  return "DETACH " + quoted(words.take_name());
}

undoing_statement undo_attachment(sql_words& words) {
  if (!words.take_through("as")) return {};
  return {detachment(words), true};
}

undoing_statement undoing(const statement& s, const statement_traits& t) {
  sql_words words(s.sql, dialect::sqlite);
  if (t.setting) return undo_pragma(*t.setting);
  if (t.makes_temporary_objects) return undo_creation(words);
  return words.take("attach") ? undo_attachment(words) : undoing_statement();
}

}  // namespace

std::vector<undoing_statement> undoing_statements(const std::vector<statement>& script) {
  std::vector<undoing_statement> all;
  for (const statement& s : script) {
    const statement_traits t = describe(s.sql, dialect::sqlite);
    if (t.session == session_effect::none && t.in_transaction == session_effect::none) continue;
    sql_words words(s.sql, dialect::sqlite);
    undoing_statement undo = undoing(s, t);
    // What is already there, or was detached by the script itself, is not undone twice.
    const std::string again = words.take("detach") ? detachment(words) : undo.sql;
    std::erase_if(all, [&](const undoing_statement& each) { return each.sql == again; });
    if (!undo.sql.empty()) all.insert(all.begin(), std::move(undo));
  }
  return all;
}

}  // namespace fz
