#include "core/runtime/run_record.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz {

step_record record_of(const step& s) {
  return {s.direction, s.subject->id, s.subject->message, s.from, s.to};
}

std::string rows_in_words(const std::vector<std::string>& rows) {
  return rows.empty() ? "base (no revision applied)" : printable(enumerate(rows));
}

void run_record::begin(std::vector<std::string> rows) {
  began_ = true;
  report_.rows_before = rows;
  rows_ = std::move(rows);
}

void run_record::announce(const step& s) {
  current_ = &s;
  statements_that_stay_ = 0;
  statement_ = 0;
  reporter_.log(log_level::info, "runtime", "Running " + to_string(s));
}

void run_record::settle(const step& s) {
  carry_out(s.changes, rows_);
  current_ = nullptr;
  report_.steps.push_back(record_of(s));
}

void run_record::found(std::vector<std::string> rows) {
  current_ = nullptr;
  rows_ = std::move(rows);
}

run_report run_record::finished() const {
  run_report report = report_;
  report.rows_after = rows_;
  return report;
}

std::string run_record::boundary(transaction_scope scope, connection_state state) const {
  if (!began_) return "\nNothing was run.";
  std::string text;
  if (current_ != nullptr) text += fate(*current_, scope, state);
  if (!report_.steps.empty()) {
    std::vector<std::string> done;
    for (const step_record& r : report_.steps) done.push_back(r.revision);
    text += fmt::format("\nCarried out before it: {}.", printable(enumerate(done)));
  }
  const bool is_known = current_ == nullptr || state == connection_state::open;
  const std::string rows = rows_in_words(rows_);
  if (is_known) return text + fmt::format("\nThe database stands at {}.", rows);
  return text +
         fmt::format("\nIt stood at {}; `fz migrate current` says where it stands now.", rows);
}

std::string run_record::what_was_rolled_back(transaction_scope scope, bool half_way) const {
  if (current_ == nullptr) return "Nothing was changed";
  if (scope == transaction_scope::all) return "The whole run was rolled back";
  return fmt::format("{}evision {} was rolled back", half_way ? "A statement of r" : "R",
                     printable(current_->subject->id));
}

std::string run_record::fate(const step& s, transaction_scope scope, connection_state state) const {
  const std::string id = printable(s.subject->id);
  if (statements_that_stay_ > 0) {
    return fmt::format(
        "\nRevision {} runs outside of a transaction: its first {} stay carried out, and it does "
        "not count as {}. The next run goes on behind them.",
        id, counted(statements_that_stay_, "statement"),
        s.direction == direction::upgrade ? "applied" : "undone");
  }
  const bool all = scope == transaction_scope::all;
  if (state == connection_state::lost) {
    return fmt::format("\nWhether {} was committed is not known: the answer did not come.",
                       all ? "the run" : "revision " + id);
  }
  if (all) return "\nThe whole run was rolled back; nothing of it stays.";
  return fmt::format("\nRevision {} was rolled back; nothing of it stays.", id);
}

}  // namespace fz
