#pragma once

#include "core/async/task.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/run_session.hpp"
#include "core/script/migration.hpp"

#include <exception>
#include <vector>

namespace fz {

/// A plan that has been checked: every file of it has been read.
struct prepared_plan : plan {
  std::vector<step_body> bodies;

  bool touches_session() const;
  /// Every step is a transaction that leaves its session as it was.
  bool one_session_is_enough() const;
  bool runs_outside_transaction(const step& s) const;
  const step_body& body_of(const step& s) const;
};

/// Finds out where a run that ended with `failure` has left the database, and records it in
/// `progress`: which steps have their version rows, which statements of the one that ran are kept,
/// and what is left of the one that failed. A failed COMMIT may still have been applied, so fz's
/// own tables are read; if the connection was lost, over a new one. Throws what keeps it from
/// reading them.
task<> find_boundary(run_session& session, const prepared_plan& carried_out,
                     transaction_scope scope, run_progress& progress, std::exception_ptr failure);

/// True if a statement that failed may have committed a part of its work: the current step runs
/// outside of a transaction, and was at a DO or CALL that commits in its middle.
bool may_have_committed(const prepared_plan& carried_out, const run_progress& progress, dialect d);

}  // namespace fz
