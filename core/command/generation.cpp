#include "core/command/generation.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/command/schema_text.hpp"
#include "core/runtime/run.hpp"
#include "core/schema/sqlite/dump.hpp"
#include "core/sql/statement_source.hpp"
#include "core/util/error.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <utility>
#include <variant>

namespace fz::command {
namespace {

schema_source starting_point(const context& ctx, bool from_database) {
  schema_source source;
  if (from_database) {
    source.url = fz::configured_database(ctx.config);
  } else {
    source.what = schema_source::kind::revisions;
  }
  return source;
}

task<> check_at_heads(const context& ctx) {
  const opened_project opened = co_await open_project(ctx);
  const version_table table = configured_version_table(ctx.config);
  const auto read = co_await table.read(*opened.connected.connection);
  std::vector<std::string> rows = read.value_or(std::vector<std::string>());
  const revision_map& map = opened.project.map();
  std::vector<std::string> heads = ids(map, map.real_heads());
  std::sort(rows.begin(), rows.end());
  std::sort(heads.begin(), heads.end());
  if (rows == heads) co_return;
  throw error(error_kind::revision, "Target database is not up to date.",
              {remedy::action::apply_revisions, {heads.size() == 1 ? "head" : "heads"}});
}

std::string dump_of(const database_schema& schema) {
  return schema.dialect() == dialect::sqlite ? sqlite::dump(schema) : postgresql::dump(schema);
}

/// Carries a goal out that cannot fail on account of the database.
task<> reach(database& on, const project& p, run_goal goal) {
  run_request request;
  request.goal = std::move(goal);
  run_observer silent;
  const run_outcome ended = co_await run(on, p, std::move(request), silent);
  if (ended.failure) std::rethrow_exception(ended.failure->what);
}

/// True if there is another, plainer way that may succeed where this one failed.
bool may_be_too_careful(const std::exception_ptr& failure) {
  if (!failure) return false;
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    return e.kind() == error_kind::database;
  } catch (...) {
    return false;
  }
}

std::string sentence_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return e.what();
  }
}

std::vector<schema_source> both_sides(const context& ctx, const generation_request& request) {
  return {starting_point(ctx, request.from_database), wanted_schema(ctx.config, request.dialect)};
}

}  // namespace

generation::generation(const context& ctx, generation_request request)
    : ctx_(ctx),
      request_(std::move(request)),
      reader_(ctx, both_sides(ctx, request_), request_.scratch) {
  reader_.keep_migrated();
}

task<> generation::compare() {
  if (request_.from_database) co_await check_at_heads(ctx_);
  schemas both = co_await reader_.read_all();
  from_ = std::move(both.at(0));
  start_ = from_;
  wanted_ = std::move(both.at(1));
  co_await reader_.make_comparable(from_, wanted_);
  differences_ = fz::compare(from_, wanted_);
  rest_ = from_.rest();
  for (const not_compared& each : wanted_.rest()) {
    const bool is_new = std::find(rest_.begin(), rest_.end(), each) == rest_.end();
    if (is_new) rest_.push_back(each);
  }
}

task<std::vector<proved_revision>> generation::prove() {
  if (differences_.empty()) co_return std::vector<proved_revision>();
  co_await rename_first();
  if (request_.counts_rows) co_await count_rows();
  co_return co_await prove_carefully();
}

task<> generation::rename_first() {
  schema_source source = wanted_schema(ctx_.config, dialect());
  database_schema from = from_;
  database_schema wanted = wanted_;
  rename_question is_rename = request_.is_rename;
  renamed_ = co_await follow_renames(ctx_, reader_, std::move(source), std::move(from),
                                     std::move(wanted), std::move(is_rename));
}

/// What cannot be counted there, such as a table that it does not have yet, gets no number.
task<> generation::count_rows() {
  const std::vector<std::string> questions =
      row_questions(renamed_.schema, wanted_, request_.forms, renamed_.renames);
  const connected_database opened = co_await connect_to_look(ctx_);
  for (const std::string& each : questions) {
    outcome<std::vector<row>> answer;
    co_await answer.capture(opened.connection->query(each));
    if (answer.failure()) continue;
    const std::vector<row> rows = answer.take();
    if (const auto* text = std::get_if<std::string>(&rows.at(0)[0])) {
      counts_[each] = std::stoull(*text);
    } else if (const auto* number = std::get_if<std::int64_t>(&rows.at(0)[0])) {
      counts_[each] = static_cast<std::uint64_t>(*number);
    }
  }
}

/// With the forms that lock least, if those can be used.
task<std::vector<proved_revision>> generation::prove_carefully() {
  outcome<std::vector<proved_revision>> careful;
  co_await careful.capture(prove(request_.forms));
  const bool is_other =
      request_.forms == statement_forms::online && dialect() == dialect::postgresql;
  if (!is_other || !may_be_too_careful(careful.failure())) co_return careful.take();
  outcome<std::vector<proved_revision>> plain;
  co_await plain.capture(prove(statement_forms::plain));
  if (plain.failure()) co_return careful.take();
  only_plain_ = sentence_of(careful.failure());
  co_return plain.take();
}

task<std::vector<proved_revision>> generation::prove(statement_forms forms) {
  std::vector<section_text> sections =
      upgrade_sections(renamed_.schema, wanted_, forms, renamed_.renames, counts_);
  if (database* migrated = reader_.take_migrated()) {
    co_return co_await prove_on(*migrated, sections);
  }
  const std::function<task<std::vector<proved_revision>>(database&)> work =
      [this, &sections](database& scratch) { return start_and_prove(scratch, sections); };
  co_return co_await reader_.scratch().with_database(work);
}

task<std::vector<proved_revision>> generation::start_and_prove(
    database& scratch, const std::vector<section_text>& sections) {
  co_await bring_to_start(scratch);
  co_return co_await prove_on(scratch, sections);
}

task<std::vector<proved_revision>> generation::prove_on(database& scratch,
                                                        const std::vector<section_text>& sections) {
  revision_proof proof(ctx_, reader_, scratch, request_.revision);
  co_return co_await proof.prove(sections, wanted_, renamed_.renames);
}

task<> generation::bring_to_start(database& scratch) {
  const project* revisions = co_await reader_.revisions();
  run_goal goal = move_to{direction::upgrade, "heads"};
  if (request_.from_database) {
    co_await load_dump(scratch);
    goal = stamp_at{{"heads"}};
  }
  if (revisions->map().size() > 0) co_await reach(scratch, *revisions, std::move(goal));
}

task<> generation::load_dump(database& scratch) {
  std::vector<schema_text> texts;
  texts.push_back({"the database's dump", dump_of(start_)});
  batch all;
  all.how = batch::mode::in_current_transaction;
  all.script = script_of(statements_of(texts, start_.dialect()));
  const pooled_connection connection = co_await scratch.connect(access::existing);
  co_await connection->execute(std::move(all));
}

}  // namespace fz::command
