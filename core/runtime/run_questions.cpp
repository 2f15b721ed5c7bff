#include "core/runtime/run_questions.hpp"

#include <utility>

namespace fz {

std::vector<statement> run_questions::statements() const {
  std::vector<statement> questions{table_.question(), journal_.question()};
  if (history_) questions.push_back(history_->existence());
  return questions;
}

run_questions::found run_questions::read(answers given) const {
  found all;
  all.rows = version_table::rows_of(std::move(given.at(0)));
  all.unfinished = journal::entry_of(std::move(given.at(1)));
  if (history_) all.history_exists = audit_table::exists(std::move(given.at(2)));
  return all;
}

}  // namespace fz
