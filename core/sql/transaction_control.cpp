#include "core/sql/transaction_control.hpp"

#include "core/sql/statement_traits.hpp"

#include <utility>

namespace fz {

transaction_control find_transaction_control(std::string_view sql, dialect dialect) {
  statement_traits t = describe(sql, dialect);
  if (controls_transaction(t)) return {transaction_effect::controls, std::move(t.words)};
  switch (t.inside) {
    case inside_transaction::works:
      break;
    case inside_transaction::is_refused:
      return {transaction_effect::refused_inside, std::move(t.words)};
    case inside_transaction::is_ignored:
      return {transaction_effect::ignored_inside, std::move(t.words)};
  }
  return {};
}

}  // namespace fz
