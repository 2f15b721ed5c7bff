#include "core/autogenerate/revision_sections.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/postgresql/stages.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/autogenerate/sqlite/rename.hpp"

#include <algorithm>
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

/// Those that comments in the texts of `to` ask for, and the others.
std::vector<sqlite::schema_rename> renames_to(const database_schema& to,
                                              const known_renames& others) {
  std::vector<sqlite::schema_rename> all = sqlite::renames_in(to);
  all.insert(all.end(), others.answered.begin(), others.answered.end());
  return all;
}

sqlite::change_plan sqlite_plan(const database_schema& from, const database_schema& to,
                                const known_renames& others) {
  const auto renames = sqlite::applicable(renames_to(to, others), from);
  const auto wanted = sqlite::without_rename_comments(to);
  return sqlite::plan_changes(from, wanted, renames);
}

std::vector<section_text> sqlite_upgrade(const database_schema& from, const database_schema& to,
                                         const known_renames& others, const row_counts& counts) {
  sqlite::change_plan plan = sqlite_plan(from, to, others);
  if (plan.empty()) return {};
  for (planned_statement& each : plan.changes) add_count(each, from, counts);
  return {text_of(plan)};
}

section_text sqlite_downgrade(const database_schema& from, const database_schema& to,
                              const database_schema& wanted, const known_renames& others) {
  const auto renames = sqlite::reversed(sqlite::applicable(renames_to(wanted, others), to));
  return text_of(sqlite::plan_changes(from, sqlite::without_rename_comments(to), renames));
}

void put_first(const std::vector<std::string>& renames, schema_plan& statements) {
  schema_plan all;
  for (const std::string& sql : renames) all.push_back({sql, {}});
  std::move(statements.begin(), statements.end(), std::back_inserter(all));
  statements = std::move(all);
}

std::vector<plan_stage> postgresql_stages(const database_schema& from, const database_schema& to,
                                          statement_forms forms) {
  const schema_plan plan = postgresql::plan_changes(from, to);
  const bool online = forms == statement_forms::online;
  return online ? postgresql::online_stages(plan, from, to) : postgresql::plain_stages(plan);
}

void add_questions(std::vector<std::string>& questions, const schema_plan& statements,
                   const database_schema& from) {
  for (const planned_statement& each : statements) {
    auto question = row_question(each, from);
    if (!question) continue;
    const bool is_new = std::find(questions.begin(), questions.end(), *question) == questions.end();
    if (is_new) questions.push_back(std::move(*question));
  }
}

}  // namespace

std::vector<section_text> upgrade_sections(const database_schema& from, const database_schema& to,
                                           statement_forms forms, const known_renames& renames,
                                           const row_counts& counts) {
  if (from.dialect() == dialect::sqlite) return sqlite_upgrade(from, to, renames, counts);
  std::vector<plan_stage> stages = postgresql_stages(from, to, forms);
  for (plan_stage& stage : stages) {
    for (planned_statement& each : stage.statements) add_count(each, from, counts);
  }
  const bool begins_outside = stages.empty() || !stages[0].transactional;
  if (begins_outside && !renames.statements.empty()) stages.insert(stages.begin(), plan_stage());
  if (!stages.empty()) put_first(renames.statements, stages[0].statements);
  std::vector<section_text> texts;
  for (const plan_stage& each : stages) texts.push_back(text_of(each));
  return texts;
}

std::vector<std::string> row_questions(const database_schema& from, const database_schema& to,
                                       statement_forms forms, const known_renames& renames) {
  std::vector<std::string> questions;
  if (from.dialect() == dialect::sqlite) {
    add_questions(questions, sqlite_plan(from, to, renames).changes, from);
    return questions;
  }
  for (const plan_stage& each : postgresql_stages(from, to, forms)) {
    add_questions(questions, each.statements, from);
  }
  return questions;
}

section_text downgrade_section(const database_schema& from, const database_schema& to,
                               const database_schema& wanted, const known_renames& renames) {
  if (from.dialect() == dialect::sqlite) return sqlite_downgrade(from, to, wanted, renames);
  schema_plan plan = postgresql::plan_changes(from, to);
  std::vector<plan_stage> stages = postgresql::online_stages(plan, from, to);
  const bool only_indexes = stages.size() == 1 && !stages[0].transactional && renames.undo.empty();
  if (!only_indexes) stages = postgresql::plain_stages(plan);
  if (stages.size() > 1) stages = {outside_of_transactions(std::move(plan))};
  if (stages.empty()) stages.emplace_back();
  put_first(renames.undo, stages[0].statements);
  return text_of(stages[0]);
}

}  // namespace fz
