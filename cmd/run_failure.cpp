#include "cmd/run_failure.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <string>
#include <vector>

namespace fz::cmd {
namespace {

std::string rows_in_words(const std::vector<std::string>& rows) {
  return rows.empty() ? "base (no revision applied)" : printable(enumerate(rows));
}

/// What is left of the statement that was begun, and what the next run does about it.
std::string in_words(const leftover& left, const unfinished_work& work) {
  const std::string name = printable(left.name);
  switch (left.what) {
    case leftover::kind::invalid_index:
      return fmt::format(
          "\nStatement {} has left the invalid index {}; the next run drops it and runs the "
          "statement again.",
          work.statement, name);
    case leftover::kind::half_detached_partition:
      return fmt::format("\nStatement {} has begun to detach {}; the next run finishes it.",
                         work.statement, name);
    case leftover::kind::part_of_its_work:
      break;
  }
  return work.is_in_doubt
             ? fmt::format(
                   "\nStatement {} commits by itself: part of its work, or all of it, may "
                   "have been committed. The next run asks you which.",
                   work.statement)
             : fmt::format(
                   "\nStatement {} commits by itself: part of its work may have been "
                   "committed. The next run runs it again, and it may be changed in the "
                   "file.",
                   work.statement);
}

std::string temporary_in_words(const std::vector<std::size_t>& statements) {
  if (statements.empty()) return {};
  std::vector<std::string> numbers;
  for (const std::size_t each : statements) numbers.push_back(std::to_string(each));
  return fmt::format(
      "\nThe temporary objects of statement{} {} ended with their session, and the next run does "
      "not make them again. If what follows needs them, make them again in the file, ahead of it.",
      statements.size() == 1 ? "" : "s", enumerate(numbers));
}

std::string partly_kept_in_words(const run_failure& failure) {
  const std::size_t kept = failure.kept_statements;
  const bool one = kept == 1;
  const std::string first = kept == 0 ? ""
                            : one     ? "its first statement is kept, and "
                                      : fmt::format("its first {} statements are kept, and ", kept);
  std::string text = fmt::format(
      "\nRevision {} runs outside of a transaction: {}it does not count as {}.{}",
      printable(failure.revision), first,
      failure.direction == direction::upgrade ? "applied" : "undone",
      kept == 0 ? "" : fmt::format(" The next run continues after {}.", one ? "it" : "them"));
  for (const leftover& each : failure.unfinished.leftovers) {
    text += in_words(each, failure.unfinished);
  }
  return text + temporary_in_words(failure.unfinished.temporary);
}

std::string fate_in_words(const run_failure& failure) {
  switch (failure.fate) {
    case step_fate::none_ran:
      return {};
    case step_fate::rolled_back:
      return fmt::format("\nRevision {} was rolled back; nothing of it remains.",
                         printable(failure.revision));
    case step_fate::run_rolled_back:
      return "\nThe whole run was rolled back; nothing of it remains.";
    case step_fate::partly_kept:
      return partly_kept_in_words(failure);
    case step_fate::unknown:
      break;
  }
  return "\nThe connection was lost during COMMIT; its outcome is unknown.";
}

/// "a, b and c"; of a long list the last ones, and how many more.
std::string done_in_words(const std::vector<step_report>& steps) {
  constexpr std::size_t shown = 5;
  std::vector<std::string> ids;
  const std::size_t first = steps.size() > shown + 1 ? steps.size() - shown : 0;
  if (first > 0) ids.push_back(fmt::format("{} more", first));
  for (std::size_t i = first; i < steps.size(); ++i) ids.push_back(steps[i].revision);
  return printable(enumerate(ids));
}

std::string boundary_in_words(const run_outcome& ended) {
  const run_boundary& boundary = ended.boundary;
  if (!boundary.was_seen) return "\nNothing was run.";
  std::string text = fate_in_words(*ended.failure);
  if (!ended.report.steps.empty()) {
    text += fmt::format("\nCarried out before it: {}.", done_in_words(ended.report.steps));
  }
  return text + fmt::format("\nThe database {} at {}.", boundary.is_known ? "is" : "was",
                            rows_in_words(boundary.rows));
}

/// The sentence for what was not expected.
std::string words_of(const std::exception& unexpected) {
  const bool is_memory = dynamic_cast<const std::bad_alloc*>(&unexpected) != nullptr;
  return is_memory ? "There is not enough memory." : printable_lines(unexpected.what());
}

/// How to wait longer for a lock that a statement needed; SQLite has one for the whole database.
remedy remedy_for(const error& e, const run_failure& failure) {
  using action = remedy::action;
  const auto refused = find_database_error(failure.what);
  if (!refused || refused->condition() != database_condition::locked) return e.remedy();
  const bool is_sqlite = refused->what_happened().sqlstate.empty();
  return {is_sqlite ? action::wait_longer_for_lock : action::wait_longer_in_statements};
}

}  // namespace

void throw_failure(const run_outcome& ended) {
  if (!ended.failure) return;
  const run_failure& failure = *ended.failure;
  const std::string boundary = boundary_in_words(ended);
  if (is_cancellation(failure.what)) {
    throw error(error_kind::interrupted, "Interrupted." + boundary);
  }
  if (failure.fate == step_fate::none_ran && ended.report.steps.empty()) {
    std::rethrow_exception(failure.what);
  }
  const std::string ending =
      boundary + (ended.boundary.is_known
                      ? "\nFix it and run the same command again to continue."
                      : "\nLook where the database is, then run the same command again.");
  try {
    std::rethrow_exception(failure.what);
  } catch (const error& e) {
    throw error(e.kind(), e.what() + ending, remedy_for(e, failure));
  } catch (const std::exception& e) {
    throw error(error_kind::script,
                fmt::format("Revision {}: {}", printable(failure.revision), words_of(e)) + ending);
  }
}

}  // namespace fz::cmd
