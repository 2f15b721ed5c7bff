#include "core/runtime/step_batches.hpp"

#include "core/sql/kept_search_path.hpp"
#include "core/sql/quoting.hpp"

#include <utility>
#include <variant>

namespace fz {
namespace {

/// The server's list of sessions shows which step is at work, as long as its transaction goes on.
statement shown_as(const step& s) {
  return statement("SET LOCAL application_name = " + string_literal("fz migrate " + s.subject->id));
}

}  // namespace

batch step_batches::guard(batch::mode how, std::vector<std::string> rows, const step* shown) const {
  batch b;
  b.how = how;
  if (shown != nullptr && dialect_ == dialect::postgresql) {
    b.preparation.push_back(shown_as(*shown));
  }
  if (!table_exists_) b.preparation.push_back(table_.creation());
  if (history_ && !history_exists_) b.preparation.push_back(history_->creation(dialect_));
  b.expected = table_.unchanged(std::move(rows), dialect_);
  return b;
}

batch step_batches::whole(const step& s, const step_body& body,
                          std::vector<std::string> rows) const {
  batch b = guard(batch::mode::transaction, std::move(rows), &s);
  b.script = keep_search_path(std::get<script_ptr>(body.work), dialect_);
  b.changes = table_.changes(s.changes, dialect_);
  record(b, s, body);
  add_fence(b);
  return b;
}

batch step_batches::inside(const step& s, const step_body& body) const {
  batch b;
  b.how = batch::mode::as_it_stands;
  b.script = keep_search_path(std::get<script_ptr>(body.work), dialect_);
  b.changes = table_.changes(s.changes, dialect_);
  record(b, s, body);
  return b;
}

batch step_batches::end_inside(const step& s, const step_body& body, time_point began) const {
  batch b;
  b.how = batch::mode::as_it_stands;
  b.changes = table_.changes(s.changes, dialect_);
  record_since(began, b, s, body);
  return b;
}

batch step_batches::end_outside(const step& s, const step_body& body, std::vector<std::string> rows,
                                time_point began) const {
  batch b = guard(batch::mode::transaction, std::move(rows), &s);
  b.changes = table_.changes(s.changes, dialect_);
  record_since(began, b, s, body);
  add_fence(b);
  return b;
}

batch step_batches::seal() const {
  batch b;
  b.how = batch::mode::as_it_stands;
  add_fence(b);
  return b;
}

void step_batches::add_fence(batch& whole) const {
  if (fence_) whole.changes.push_back(*fence_);
}

/// Adds the step's row of the audit trail to a batch that is all of it.
void step_batches::record(batch& whole, const step& s, const step_body& body) const {
  if (history_) history_->record(whole, entry_of(s, body.sha256), dialect_);
}

/// Adds the row of a step that began earlier and ends with the batch.
void step_batches::record_since(time_point began, batch& last, const step& s,
                                const step_body& body) const {
  if (!history_) return;
  const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  last.changes.push_back(history_->ended(entry_of(s, body.sha256), taken, dialect_));
}

}  // namespace fz
