#include "core/runtime/boundary.hpp"

#include "core/async/timeout.hpp"
#include "core/database/database_error.hpp"
#include "core/sql/statement_traits.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace fz {
namespace {

task<ledger_state> look_after_failure(run_session& session, const prepared_plan& carried_out,
                                      std::exception_ptr failure) {
  constexpr std::chrono::seconds patience(20);
  const bool is_lost = condition_of(failure) == database_condition::connection_lost;
  if (is_lost || !session.connection().is_open()) {
    co_return co_await with_timeout(session.reconnect_and_look(), patience);
  }
  if (session.connection().in_transaction()) co_await session.connection().execute("ROLLBACK");
  if (carried_out.touches_session()) co_await session.restore();
  co_return co_await session.tables().read(session.connection());
}

/// Settles the steps whose version rows are in the database. False: the step that ran is not one of
/// them.
bool settle_steps(const prepared_plan& carried_out, transaction_scope scope, run_progress& progress,
                  const std::vector<std::string>& rows) {
  if (rows == progress.rows()) return false;
  const step* end = carried_out.steps.data() + carried_out.steps.size();
  const step* first =
      scope == transaction_scope::all ? carried_out.steps.data() : progress.current();
  std::vector<std::string> reached = progress.rows();
  for (const step* last = first; last != end; ++last) {
    carry_out(last->changes, reached);
    if (reached != rows) continue;
    for (const step* s = first; s <= last; ++s) progress.done(*s);
    return true;
  }
  return true;  // another tool has changed them
}

/// The statements of the current step if it runs outside of a transaction.
std::vector<statement> section_at_work(const prepared_plan& carried_out,
                                       const run_progress& progress) {
  const step* current = progress.current();
  if (current == nullptr || !carried_out.runs_outside_transaction(*current)) return {};
  return statements_of(std::get<script_ptr>(carried_out.body_of(*current).work));
}

unfinished_work what_is_kept(const std::vector<statement>& section,
                             const std::optional<journal_entry>& entry, dialect d) {
  unfinished_work work;
  if (!entry) return work;
  work.statement = static_cast<std::size_t>(entry->started);
  work.is_in_doubt = entry->started > 0 && !entry->broken_off;
  const auto kept = std::min(static_cast<std::size_t>(entry->done), section.size());
  for (std::size_t i = 0; i < kept; ++i) {
    if (describe(section[i].sql, d).makes_temporary_objects) work.temporary.push_back(i + 1);
  }
  return work;
}

/// Asks the catalog what is left of the statement that the journal says was begun.
task<unfinished_work> look_at_section(connection& c, const std::vector<statement>& section,
                                      const std::optional<journal_entry>& entry) {
  unfinished_work work = what_is_kept(section, entry, c.dialect());
  if (work.statement == 0 || work.statement > section.size()) co_return work;
  const statement& begun = section[work.statement - 1];
  const auto ask = [&](sync_connection& s) { return s.catalog().leftovers(s, begun); };
  outcome<std::vector<leftover>> found;
  co_await found.capture(c.run_sync(ask));
  if (!found.failure()) work.leftovers = found.take();
  work.is_in_doubt = work.is_in_doubt && describe(begun.sql, c.dialect()).may_commit_itself;
  co_return work;
}

}  // namespace

bool prepared_plan::touches_session() const {
  return std::any_of(bodies.begin(), bodies.end(), may_touch_session);
}

bool prepared_plan::one_session_is_enough() const {
  const auto is_transaction = [](const step_body& body) { return body.transactional; };
  return !touches_session() && std::all_of(bodies.begin(), bodies.end(), is_transaction);
}

bool prepared_plan::runs_outside_transaction(const step& s) const {
  return !body_of(s).transactional;
}

const step_body& prepared_plan::body_of(const step& s) const {
  return bodies.at(static_cast<std::size_t>(&s - steps.data()));
}

task<> find_boundary(run_session& session, const prepared_plan& carried_out,
                     transaction_scope scope, run_progress& progress, std::exception_ptr failure) {
  if (progress.current() == nullptr) co_return;
  const ledger_state found = co_await look_after_failure(session, carried_out, failure);
  const std::vector<std::string> rows = found.versions();
  if (settle_steps(carried_out, scope, progress, rows)) co_return;
  const auto& entry = found.unfinished;
  if (!entry && found.has_journal) {
    outcome<std::uint64_t> ignored;
    statement removal = session.tables().journal().removal();
    co_await ignored.capture(session.connection().execute(std::move(removal)));
  }
  if (entry) progress.statements_kept(static_cast<std::size_t>(entry->done));
  const std::vector<statement> section = section_at_work(carried_out, progress);
  if (section.empty()) co_return;
  unfinished_work work = co_await look_at_section(session.connection(), section, entry);
  progress.left_unfinished(std::move(work));
}

bool may_have_committed(const prepared_plan& carried_out, const run_progress& progress, dialect d) {
  const std::vector<statement> section = section_at_work(carried_out, progress);
  const std::size_t at = progress.statement();
  return at < section.size() && describe(section[at].sql, d).may_commit_itself;
}

}  // namespace fz
