#include "core/autogenerate/revision_sections.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/postgresql/stages.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/autogenerate/sqlite/rename.hpp"

#include <iterator>
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

void put_first(const std::vector<std::string>& renames, schema_plan& statements) {
  schema_plan all;
  for (const std::string& sql : renames) all.push_back({sql, {}});
  std::move(statements.begin(), statements.end(), std::back_inserter(all));
  statements = std::move(all);
}

}  // namespace

std::vector<section_text> upgrade_sections(const database_schema& from, const database_schema& to,
                                           statement_forms forms,
                                           const std::vector<std::string>& renames) {
  if (from.dialect() == dialect::sqlite) return sqlite_upgrade(from, to);
  const schema_plan plan = postgresql::plan_changes(from, to);
  const bool online = forms == statement_forms::online;
  std::vector<plan_stage> stages =
      online ? postgresql::online_stages(plan, from, to) : postgresql::plain_stages(plan);
  const bool begins_outside = stages.empty() || !stages[0].transactional;
  if (begins_outside && !renames.empty()) stages.insert(stages.begin(), plan_stage());
  if (!stages.empty()) put_first(renames, stages[0].statements);
  std::vector<section_text> texts;
  for (const plan_stage& each : stages) texts.push_back(text_of(each));
  return texts;
}

section_text downgrade_section(const database_schema& from, const database_schema& to,
                               const database_schema& wanted,
                               const std::vector<std::string>& renames) {
  if (from.dialect() == dialect::sqlite) return sqlite_downgrade(from, to, wanted);
  schema_plan plan = postgresql::plan_changes(from, to);
  std::vector<plan_stage> stages = postgresql::online_stages(plan, from, to);
  const bool only_indexes = stages.size() == 1 && !stages[0].transactional && renames.empty();
  if (!only_indexes) stages = postgresql::plain_stages(plan);
  if (stages.size() > 1) stages = {outside_of_transactions(std::move(plan))};
  if (stages.empty()) stages.emplace_back();
  put_first(renames, stages[0].statements);
  return text_of(stages[0]);
}

}  // namespace fz
