#include "core/ledger/ledger.hpp"

#include "core/database/database_error.hpp"

#include <utility>

namespace fz {

ledger::ledger(version_table versions, std::optional<audit_table> audit, fz::dialect d)
    : versions_(std::move(versions)),
      audit_(std::move(audit)),
      journal_(versions_, d),
      dialect_(d) {}

task<ledger_state> ledger::read(connection& c) const {
  answers given = co_await c.query_each(questions());
  co_return read(std::move(given));
}

std::vector<statement> ledger::questions() const {
  std::vector<statement> questions{versions_.question(), journal_.question()};
  if (audit_) questions.push_back(audit_->existence());
  return questions;
}

ledger_state ledger::read(answers given) const {
  ledger_state found;
  found.rows = version_table::rows_of(std::move(given.at(0)));
  found.has_journal = condition_of(given.at(1).failure()) != database_condition::undefined_table;
  found.unfinished = journal::entry_of(std::move(given.at(1)));
  if (audit_) found.has_audit_table = audit_table::exists(std::move(given.at(2)));
  return found;
}

}  // namespace fz
