#include "core/runtime/section_notes.hpp"

#include "core/database/postgresql/statement_recovery.hpp"
#include "core/sql/statement_traits.hpp"

#include <algorithm>
#include <utility>

namespace fz {
namespace {

constexpr const char* commit_late = "SET LOCAL synchronous_commit TO off";

bool names(const std::vector<statement>& script, const std::string& table) {
  return std::any_of(script.begin(), script.end(),
                     [&](const statement& s) { return s.sql.find(table) != std::string::npos; });
}

}  // namespace

section_notes::section_notes(sync_connection& c, const step& s, const step_body& body,
                             const std::vector<statement>& script, step_batches& batches,
                             const std::vector<std::string>& rows)
    : connection_(c),
      script_(script),
      digests_(script),
      batches_(batches),
      journal_(batches.tables().journal()),
      rows_(rows),
      touches_session_(may_touch_session(body)),
      names_version_table_(names(script, batches.tables().versions().name())) {
  last_.revision = s.subject->id;
  last_.direction = to_string(s.direction);
}

void section_notes::continue_from(const journal_entry& left) {
  last_ = left;
  has_any_ = true;
}

journal_entry section_notes::entry(std::size_t done, std::size_t started) const {
  journal_entry made = last_;
  made.done = static_cast<std::int64_t>(done);
  made.started = static_cast<std::int64_t>(started);
  made.digest = digests_.of(done, started);
  made.broken_off = false;
  return made;
}

/// How a statement ended that commits by itself cannot be found out, so it is only noted as begun
/// when nothing is left between the note and the statement.
journal_entry section_notes::ahead(std::size_t done) const {
  if (done >= script_.size()) return entry(done, 0);
  const statement_traits next = describe(script_[done].sql, connection_.dialect());
  const bool is_noted = next.runs_alone && !controls_transaction(next) && !next.may_commit_itself;
  return entry(done, is_noted ? done + 1 : 0);
}

batch_result section_notes::write(const journal_entry& to, batch with, on_cancel how) {
  if (!batches_.journal_exists() && with.script) {
    batch_result made = make_journal();
    if (!made.done) return made;
  }
  if (touches_session_) with.session = batch::session_after::own_identity;
  if (names_version_table_) with.unchanged = batches_.still_holds(rows_);
  if (has_any_) {
    with.changes.push_back(journal_.progress(last_, to));
  } else {
    batch guarded = batches_.guard(with.how, rows_);
    with.preparation = std::move(guarded.preparation);
    with.expected = std::move(guarded.expected);
    if (!batches_.journal_exists()) with.preparation.push_back(journal_.creation());
    with.changes.push_back(journal_.beginning(to));
  }
  std::optional<temporary_setting> setting = add_setting(to, with);
  if (may_be_late(to, with)) {
    with.preparation.emplace_back(commit_late);
  }
  batches_.add_fence(with);
  batch_result written = how == on_cancel::stop ? connection_.execute(std::move(with))
                                                : connection_.execute_shielded(std::move(with));
  if (!written.done) return written;
  if (!has_any_) batches_.tables_exist();  // its guard has made them
  batches_.set_journal_exists(true);
  last_ = to;
  has_any_ = true;
  setting_ = std::move(setting);
  return written;
}

/// Where one such statement follows another, the setting stays.
std::optional<temporary_setting> section_notes::add_setting(const journal_entry& to,
                                                            batch& with) const {
  std::optional<temporary_setting> wanted;
  if (to.started > 0 && !to.broken_off) {
    const statement& begun = script_.at(static_cast<std::size_t>(to.started) - 1);
    wanted = connection_.catalog().setting_alone(begun);
  }
  const bool stays = setting_ && wanted && !with.script;
  if (setting_ && !stays) with.preparation.insert(with.preparation.begin(), setting_->back);
  if (wanted && !stays) with.afterwards.push_back(wanted->set);
  return wanted;
}

/// True for a note of its own between two statements that the server's log keeps in order. Servers
/// that have such a log need no lease.
bool section_notes::may_be_late(const journal_entry& to, const batch& with) const {
  const bool is_note = !with.script && with.how == batch::mode::transaction && to.started > 0;
  if (!is_note || connection_.dialect() != dialect::postgresql || batches_.has_fence())
    return false;
  const auto may = [&](std::int64_t number) {
    return postgresql::may_note_late(script_.at(static_cast<std::size_t>(number) - 1));
  };
  if (to.broken_off || !may(to.started)) return false;
  const bool nothing_ended = to.done == last_.done;
  return nothing_ended || (last_.started == to.done && may(last_.started));
}

bool section_notes::may_end_late(after_step then) const {
  return then == after_step::keep_journal && has_any_ && last_.started > 0 &&
         last_.started == static_cast<std::int64_t>(script_.size()) &&
         connection_.dialect() == dialect::postgresql && !batches_.has_fence() &&
         postgresql::may_note_late(script_.back());
}

/// In a transaction of its own: the statement that is noted may have to be the first that writes.
batch_result section_notes::make_journal() {
  batch b = batches_.guard(batch::mode::transaction, rows_);
  b.preparation.push_back(journal_.creation());
  batches_.add_fence(b);
  batch_result made = connection_.execute(std::move(b));
  if (!made.done) return made;
  batches_.tables_exist();
  batches_.set_journal_exists(true);
  return made;
}

void section_notes::restore_setting() {
  if (!setting_ || !connection_.is_open()) return;
  batch b;
  b.how = batch::mode::in_current_transaction;
  b.afterwards.push_back(setting_->back);
  connection_.execute_shielded(std::move(b));
  setting_.reset();
}

bool section_notes::close(batch& end, after_step then) const {
  if (setting_) end.preparation.insert(end.preparation.begin(), setting_->back);
  if (may_end_late(then)) end.preparation.emplace_back(commit_late);
  if (then == after_step::keep_journal || !batches_.journal_exists()) {
    if (has_any_) end.changes.push_back(journal_.ending(last_));
    return false;
  }
  std::vector<statement> script = statements_of(end.script);
  script.push_back(journal_.removal());
  end.script = script_of(std::move(script));
  return true;
}

}  // namespace fz
