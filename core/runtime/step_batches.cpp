#include "core/runtime/step_batches.hpp"

#include "core/sql/transaction_opening.hpp"

#include <iterator>
#include <utility>
#include <variant>

namespace fz {
namespace {

batch::session_after session_after(const step_body& body) {
  return may_touch_session(body) ? batch::session_after::restored : batch::session_after::as_it_is;
}

std::chrono::milliseconds since(step_batches::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               began);
}

void append(std::vector<batch::change>& to, std::vector<batch::change> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

batch step_batches::guard(batch::mode how, std::vector<std::string> rows, const step* shown) const {
  const dialect d = tables_.dialect();
  batch b;
  b.how = how;
  if (shown != nullptr) b.preparation = catalog_->announcement(shown->subject->id);
  if (!version_table_exists_) {
    for (statement& s : tables_.versions().creation_with_schema(d))
      b.preparation.push_back(std::move(s));
  }
  const bool makes_audit_table = tables_.audit() && !audit_table_exists_;
  if (makes_audit_table) b.preparation.push_back(tables_.audit()->creation(d));
  b.expected = tables_.versions().unchanged(std::move(rows), d);
  return b;
}

batch step_batches::whole(const step& s, const step_body& body,
                          std::vector<std::string> rows) const {
  batch b = guard(batch::mode::transaction, std::move(rows), &s);
  b.script = std::get<script_ptr>(body.work);
  if (body.effects.begins_transaction_settings) {
    split_script script = split_opening(b.script, tables_.dialect());
    b.preparation.insert(b.preparation.begin(), script.opening.begin(), script.opening.end());
    b.script = std::move(script.rest);
  }
  b.session = session_after(body);
  b.unchanged = b.expected;
  b.changes = tables_.versions().changes(s.changes, tables_.dialect());
  record(b, s, body);
  add_fence(b);
  return b;
}

batch step_batches::inside(const step& s, const step_body& body,
                           std::vector<std::string> rows) const {
  batch b;
  b.how = batch::mode::in_current_transaction;
  b.script = std::get<script_ptr>(body.work);
  b.session = session_after(body);
  b.unchanged = still_holds(std::move(rows));
  b.changes = tables_.versions().changes(s.changes, tables_.dialect());
  record(b, s, body);
  return b;
}

batch step_batches::end_inside(const step& s, const step_body& body, std::vector<std::string> rows,
                               time_point began) const {
  batch b;
  b.how = batch::mode::in_current_transaction;
  b.session = session_after(body);
  b.unchanged = still_holds(std::move(rows));
  b.changes = tables_.versions().changes(s.changes, tables_.dialect());
  record_since(began, b, s, body);
  return b;
}

batch step_batches::end_outside(const step& s, const step_body& body, std::vector<std::string> rows,
                                time_point began, script_ptr last) const {
  batch b = guard(batch::mode::transaction, std::move(rows), &s);
  b.changes = tables_.versions().changes(s.changes, tables_.dialect());
  if (last) {
    b.script = std::move(last);
    b.session = session_after(body);
    b.unchanged = b.expected;
    record(b, s, body, since(began));
  } else {
    record_since(began, b, s, body);
  }
  add_fence(b);
  return b;
}

batch step_batches::stamp(const plan& p, const std::vector<step_body>& bodies) const {
  const auto now = std::chrono::steady_clock::now();
  batch b = guard(batch::mode::transaction, p.rows_before);
  for (std::size_t i = 0; i < p.steps.size(); ++i) {
    append(b.changes, tables_.versions().changes(p.steps[i].changes, tables_.dialect()));
    record_since(now, b, p.steps[i], bodies[i]);
  }
  add_fence(b);
  return b;
}

batch::precondition step_batches::still_holds(std::vector<std::string> rows) const {
  return tables_.versions().unchanged(std::move(rows), tables_.dialect());
}

batch step_batches::closing() const {
  batch b;
  b.how = batch::mode::in_current_transaction;
  add_fence(b);
  return b;
}

void step_batches::add_fence(batch& whole) const {
  if (fence_) whole.changes.push_back(*fence_);
}

/// Adds the step's row of the audit trail to a batch that is all of it.
void step_batches::record(batch& whole, const step& s, const step_body& body,
                          std::chrono::milliseconds before) const {
  if (!tables_.audit()) return;
  tables_.audit()->record(whole, entry_of(s, body.sha256), tables_.dialect(), before);
}

/// Adds the row of a step that began earlier and ends with the batch.
void step_batches::record_since(time_point began, batch& last, const step& s,
                                const step_body& body) const {
  if (!tables_.audit()) return;
  last.changes.push_back(
      tables_.audit()->ended(entry_of(s, body.sha256), since(began), tables_.dialect()));
}

}  // namespace fz
