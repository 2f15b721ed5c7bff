#include "core/autogenerate/revision_sections.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/postgresql/stages.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/autogenerate/sqlite/rename.hpp"

#include <utility>

namespace fz {
namespace {

section_text text_of(const plan_stage& stage) {
  section_text text;
  text.purpose = stage.purpose;
  text.transactional = stage.transactional;
  text.sql = postgresql::script_of(stage.statements);
  text.with_todos = postgresql::script_of(stage.statements, todo_lines::written);
  return text;
}

/// Statement by statement: what a transaction does not allow together.
plan_stage outside_of_transactions(schema_plan plan) {
  plan_stage stage;
  stage.transactional = false;
  stage.statements = std::move(plan);
  return stage;
}

section_text text_of(const sqlite::change_plan& plan) {
  section_text text;
  text.sql = sqlite::section_of(plan);
  text.with_todos = sqlite::section_of(plan, todo_lines::written);
  return text;
}

std::vector<section_text> sqlite_upgrade(const database_schema& from, const database_schema& to) {
  const auto renames = sqlite::applicable(sqlite::renames_in(to), from);
  const auto wanted = sqlite::without_rename_comments(to);
  const sqlite::change_plan plan = sqlite::plan_changes(from, wanted, renames);
  if (plan.empty()) return {};
  return {text_of(plan)};
}

section_text sqlite_downgrade(const database_schema& from, const database_schema& to,
                              const database_schema& wanted) {
  const auto renames = sqlite::reversed(sqlite::applicable(sqlite::renames_in(wanted), to));
  return text_of(sqlite::plan_changes(from, sqlite::without_rename_comments(to), renames));
}

}  // namespace

std::vector<section_text> upgrade_sections(const database_schema& from, const database_schema& to,
                                           statement_forms forms) {
  if (from.dialect() == dialect::sqlite) return sqlite_upgrade(from, to);
  const schema_plan plan = postgresql::plan_changes(from, to);
  const bool online = forms == statement_forms::online;
  std::vector<section_text> texts;
  for (const plan_stage& each :
       online ? postgresql::online_stages(plan, from, to) : postgresql::plain_stages(plan)) {
    texts.push_back(text_of(each));
  }
  return texts;
}

section_text downgrade_section(const database_schema& from, const database_schema& to,
                               const database_schema& wanted) {
  if (from.dialect() == dialect::sqlite) return sqlite_downgrade(from, to, wanted);
  schema_plan plan = postgresql::plan_changes(from, to);
  const std::vector<plan_stage> online = postgresql::online_stages(plan, from, to);
  const bool only_indexes = online.size() == 1 && !online[0].transactional;
  if (only_indexes) return text_of(online[0]);
  const std::vector<plan_stage> plain = postgresql::plain_stages(plan);
  if (plain.size() > 1) return text_of(outside_of_transactions(std::move(plan)));
  return plain.empty() ? section_text() : text_of(plain[0]);
}

}  // namespace fz
