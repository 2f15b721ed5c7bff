#include "core/command/revision_proof.hpp"

#include "core/autogenerate/compare.hpp"
#include "core/command/renamed_schema.hpp"
#include "core/command/revision_text.hpp"
#include "core/runtime/run.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace fz::command {
namespace {

/// The configuration with one more folder of revisions, and without an audit trail.
context with_folder(const context& ctx, const std::filesystem::path& folder) {
  context drafts = ctx;
  drafts.config.alembic.audit_table.clear();
  drafts.config.alembic.version_locations.push_back(folder);
  return drafts;
}

std::string_view title_of(stage_purpose purpose) {
  switch (purpose) {
    case stage_purpose::change:
      return "change";
    case stage_purpose::build_indexes:
      return "build indexes";
    case stage_purpose::validate:
      break;
  }
  return "validate";
}

/// "add orders", or of several "add orders (2 of 3: build indexes)".
std::optional<std::string> message_of(const std::optional<std::string>& message,
                                      stage_purpose purpose, std::size_t number,
                                      std::size_t count) {
  if (count == 1) return message;
  return fmt::format("{} ({} of {}: {})", message.value_or("empty message"), number, count,
                     title_of(purpose));
}

/// What differs, shortly.
std::string some_of(const std::vector<difference>& differences) {
  constexpr std::size_t shown = 3;
  std::vector<std::string> names;
  for (const difference& each : differences) {
    if (names.size() == shown) break;
    names.push_back(to_string(each.object));
  }
  if (differences.size() > shown) {
    names.push_back(fmt::format("{} more", differences.size() - shown));
  }
  return printable(enumerate(names));
}

}  // namespace

revision_proof::revision_proof(const context& ctx, schema_reader& reader, database& scratch,
                               revision_options first)
    : reader_(reader),
      scratch_(scratch),
      first_(std::move(first)),
      ctx_(with_folder(ctx, folder_.path())),
      moment_(first_.draft.create_date.value_or(
          std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))) {}

task<std::vector<proved_revision>> revision_proof::prove(std::vector<section_text> upgrades,
                                                         database_schema wanted,
                                                         known_renames renames) {
  states_.push_back(co_await reflect());
  for (std::size_t i = 0; i < upgrades.size(); ++i) {
    co_await add_revision(upgrades[i], i + 1, upgrades.size());
    states_.push_back(co_await reflect());
    known_renames of_this = i == 0 ? renames : known_renames();
    database_schema end = wanted;
    proved_.back().downgrade = co_await way_back(i, std::move(end), std::move(of_this));
    co_await write(proved_.back());
  }
  database_schema reached = states_.back();
  std::string moment = "after the upgrade";
  co_await expect(std::move(reached), std::move(wanted), std::move(moment));
  co_await prove_downgrades();
  co_return std::move(proved_);
}

/// What leads back from the state after a revision to the one before it.
task<section_text> revision_proof::way_back(std::size_t number, database_schema wanted,
                                            known_renames renames) {
  if (renames.undo.empty()) {
    co_return downgrade_section(states_[number + 1], states_[number], wanted, renames);
  }
  std::string sql = after_statements(states_[number + 1], renames.undo);
  std::string name = "the schema with its old names";
  database_schema from = co_await reader_.load(std::move(sql), std::move(name));
  co_await reader_.make_comparable(from, states_[number]);
  co_return downgrade_section(from, states_[number], wanted, renames);
}

/// Writes the revision and carries it out. Its downgrade is not known yet.
task<> revision_proof::add_revision(const section_text& upgrade, std::size_t number,
                                    std::size_t count) {
  proved_revision added;
  added.options = first_;
  added.upgrade = upgrade;
  revision_draft& draft = added.options.draft;
  draft.message = message_of(first_.draft.message, upgrade.purpose, number, count);
  draft.create_date = moment_;
  if (number > 1) {
    added.options.head = proved_.back().options.draft.rev_id.value();
    draft.branch_labels.clear();
    draft.depends_on.clear();
    draft.splice = false;
    draft.rev_id.reset();
    if (first_.draft.rev_id) draft.rev_id = fmt::format("{}_{}", *first_.draft.rev_id, number);
  }
  if (!draft.rev_id) draft.rev_id = random_revision_id();
  std::string id = *draft.rev_id;
  proved_.push_back(added);
  co_await write(proved_.back());
  co_await move(direction::upgrade, std::move(id));
}

/// Writes the file again, into the folder for the proof.
task<> revision_proof::write(const proved_revision& revision) {
  revision_options options = revision.options;
  options.draft.sections =
      sections_of({{{}, revision.upgrade, revision.downgrade}}, todo_lines::left_out);
  options.draft.version_path = folder_.path();
  const std::string id = options.draft.rev_id.value();
  const std::filesystem::path kept = folder_.path() / (id + ".sql");
  std::error_code ignored;
  std::filesystem::remove(kept, ignored);
  const fz::revision written = co_await command::revision(ctx_, std::move(options));
  std::filesystem::rename(written.file, kept);
}

task<> revision_proof::move(direction way, std::string target) {
  run_request request;
  request.goal = move_to{way, std::move(target)};
  const project p = co_await read_project(ctx_);
  run_observer silent;
  const run_outcome ended = co_await run(scratch_, p, std::move(request), silent);
  if (!ended.failure) co_return;
  std::string why;
  try {
    std::rethrow_exception(ended.failure->what);
  } catch (const error& e) {
    if (e.kind() == error_kind::interrupted) throw;
    why = e.what();
  }
  throw error(error_kind::database,
              fmt::format("The generated {} does not work, so no revision was written: {}",
                          way == direction::upgrade ? "upgrade" : "downgrade", why));
}

task<database_schema> revision_proof::reflect() {
  const pooled_connection connection = co_await scratch_.connect(access::existing);
  co_return co_await reader_.reflect(*connection, reflections::repeated);
}

task<> revision_proof::expect(database_schema found, database_schema wanted, std::string moment) {
  const std::vector<difference> left =
      co_await reader_.differences(std::move(found), std::move(wanted));
  if (left.empty()) co_return;
  throw error(error_kind::database,
              fmt::format("The generated revision was not written, because {} it is not as it "
                          "should be: {}.",
                          moment, some_of(left)));
}

task<> revision_proof::prove_downgrades() {
  for (std::size_t i = proved_.size(); i-- > 0;) {
    std::string target = proved_[i].options.draft.rev_id.value() + "-1";
    co_await move(direction::downgrade, std::move(target));
    database_schema found = co_await reflect();
    database_schema before = states_[i];
    std::string moment = "after the downgrade";
    co_await expect(std::move(found), std::move(before), std::move(moment));
  }
}

}  // namespace fz::command
