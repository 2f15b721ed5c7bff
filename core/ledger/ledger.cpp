#include "core/ledger/ledger.hpp"

#include "core/ledger/own_table.hpp"

#include <utility>

namespace fz {

ledger::ledger(version_table versions, std::optional<audit_table> audit, fz::dialect d)
    : versions_(std::move(versions)),
      audit_(std::move(audit)),
      journal_(versions_, d),
      dialect_(d) {}

task<ledger_state> ledger::read(connection& c) const {
  answers given = co_await c.query_each(questions());
  co_return co_await read(c, std::move(given));
}

std::vector<statement> ledger::questions(version_table_is assumed) const {
  std::vector<own_table> tables{versions_.table(), journal_.table()};
  if (audit_) tables.push_back(audit_->table());
  std::vector<statement> questions{existence_of(tables, dialect_)};
  if (assumed == version_table_is::there) questions.push_back(versions_.question());
  return questions;
}

task<ledger_state> ledger::read(connection& c, answers given) const {
  const std::vector<row> existence = given.at(0).take();
  const row& tables = existence.at(0);
  ledger_state found;
  if (given.size() > 1) {
    found.rows = version_table::rows_of(std::move(given[1]));
  } else if (is_there(tables, 0)) {
    found.rows = co_await versions_.read(c);
  }
  found.has_journal = is_there(tables, 1);
  if (found.has_journal) found.unfinished = co_await journal_.read(c);
  found.has_audit_table = audit_ && is_there(tables, 2);
  co_return found;
}

}  // namespace fz
