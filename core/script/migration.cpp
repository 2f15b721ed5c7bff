#include "core/script/migration.hpp"

#include "core/sql/transaction_control.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <utility>

namespace fz {
namespace {

std::string_view section_name(direction way) {
  return way == direction::upgrade ? "upgrade" : "downgrade";
}

/// A statement that would take the transaction out of the step's hands, or cannot run in one.
void check_statement(const statement& s, dialect d, direction way) {
  const transaction_control control = find_transaction_control(s.sql, d);
  const auto refuse = [&](std::string_view why) {
    throw error_at(error_kind::script, s.position,
                   fmt::format("{} {} Mark the section so that it runs outside of one: "
                               "`-- fz:{} transaction=off`.",
                               control.words, why, section_name(way)));
  };
  switch (control.effect) {
    case transaction_effect::none:
      return;
    case transaction_effect::controls:
      throw error_at(error_kind::script, s.position,
                     fmt::format("{} may not stand here: fz runs the whole section in one "
                                 "transaction, together with the version row. Leave it out.",
                                 control.words));
    case transaction_effect::refused_inside:
      refuse("cannot run inside a transaction.");
      return;
    case transaction_effect::ignored_inside:
      refuse("has no effect inside a transaction.");
      return;
  }
}

error cannot_be_undone(const revision& r) {
  if (r.file.empty()) {
    return error(error_kind::script,
                 fmt::format("Revision {} has no downgrade function, so it cannot be undone.",
                             printable(r.id)));
  }
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} has no `-- fz:downgrade` section, so it cannot be "
                              "undone. An empty section says that there is nothing to undo.",
                              printable(r.id)));
}

step_body load_file(const revision& r, direction way, dialect d) {
  sql_script script = load_sql_script(r, d);
  std::optional<script_section>& section =
      way == direction::upgrade ? script.upgrade : script.downgrade;
  if (!section) throw cannot_be_undone(r);
  if (section->transactional) {
    for (const statement& s : section->statements) check_statement(s, d, way);
  }
  return {section->transactional, script_of(std::move(section->statements)), std::move(script.sha256)};
}

std::unordered_map<std::string, code_migration> by_id(std::vector<code_migration> coded) {
  std::unordered_map<std::string, code_migration> indexed;
  for (code_migration& each : coded) {
    const std::string id = each.revision.id;
    if (!each.upgrade) {
      throw error(error_kind::script,
                  fmt::format("Revision {} has no upgrade function.", printable(id)));
    }
    if (!indexed.emplace(id, std::move(each)).second) {
      throw error(error_kind::revision,
                  fmt::format("Revision {} is registered twice in code.", printable(id)));
    }
  }
  return indexed;
}

std::vector<revision> together(std::vector<revision> files,
                               const std::unordered_map<std::string, code_migration>& coded) {
  for (const auto& [id, migration] : coded) files.push_back(migration.revision);
  return files;
}

}  // namespace

migrations::migrations(script_directory files, std::vector<code_migration> coded)
    : coded_(by_id(std::move(coded))),
      stray_files_(std::move(files.stray_files)),
      map_(together(std::move(files.revisions), coded_)) {}

step_body migrations::load(const step& s, dialect d) const {
  const revision& r = *s.subject;
  const auto found = coded_.find(r.id);
  if (found == coded_.end()) return load_file(r, s.direction, d);
  const code_migration& migration = found->second;
  const bool up = s.direction == direction::upgrade;
  if (!up && !migration.downgrade) throw cannot_be_undone(r);
  return {true, up ? migration.upgrade : migration.downgrade};
}

}  // namespace fz
