#include "core/script/section_rules.hpp"

#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fz {
namespace {

error refused(const statement& s, const std::string& sentence) {
  return error_at(error_kind::script, s.position, sentence);
}

error needs_own_section(const statement& s, const statement_traits& t,
                        const section_kind& section) {
  const bool works = t.inside == inside_transaction::is_ignored;
  return refused(s, fmt::format("{} {} inside a transaction. Mark the section so that it runs "
                                "outside of one: `-- fz:{} transaction=off`.",
                                t.words, works ? "has no effect" : "cannot run",
                                section.direction == direction::upgrade ? "upgrade" : "downgrade"));
}

/// SET client_encoding to anything that is not UTF-8.
bool changes_encoding(const statement_traits& t) {
  if (!t.setting || t.setting->name != "client_encoding" || t.setting->is_reset) return false;
  const std::string encoding = to_lower(t.setting->value.value_or(""));
  return encoding != "utf8" && encoding != "utf-8" && encoding != "unicode";
}

}  // namespace

std::optional<std::string> check_statement(const statement& s, const section_kind& section,
                                           script_effects& effects) {
  const statement_traits t = describe(s.sql, section.dialect);
  if (!t.needless.empty()) {
    return fmt::format("{}: {} is passed over. {}", to_string(s.position), t.words, t.needless);
  }
  if (changes_encoding(t)) {
    throw refused(s,
                  "client_encoding cannot be changed: fz reads revision files as UTF-8 and sends "
                  "them so. Leave this out, and save the file as UTF-8.");
  }
  effects.add(t);
  if (!section.transactional) return std::nullopt;
  if (controls_transaction(t)) {
    throw refused(s, fmt::format("{} cannot be used here: fz runs the whole section in one "
                                 "transaction, together with the version row. Leave it out.",
                                 t.words));
  }
  if (t.inside != inside_transaction::works) throw needs_own_section(s, t, section);
  return std::nullopt;
}

}  // namespace fz
