#include "core/script/migration.hpp"

#include "core/script/section_rules.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <utility>

namespace fz {
namespace {

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

/// Checks the statements, leaves those out that need not be run, and puts the others in the body.
void fill(step_body& body, std::vector<statement> statements, const section_kind& section) {
  std::erase_if(statements, [&](const statement& s) {
    std::optional<std::string> note = check_statement(s, section, body.effects);
    if (note) body.notes.push_back(std::move(*note));
    return note.has_value();
  });
  body.work = script_of(std::move(statements));
}

step_body load_file(const revision& r, direction way, dialect d) {
  sql_script script = load_sql_script(r, d);
  std::optional<script_section>& section =
      way == direction::upgrade ? script.upgrade : script.downgrade;
  if (!section) throw cannot_be_undone(r);
  step_body body{section->transactional, script_ptr(), std::move(script.sha256)};
  fill(body, std::move(section->statements), {section->transactional, way, d});
  return body;
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
