#pragma once

#include "core/sql/statement_traits.hpp"

#include <algorithm>
#include <utility>

namespace fz {

/// What the statements of a script do together.
struct script_effects {
  session_effect session = session_effect::none;         ///< the strongest of them
  session_effect in_transaction = session_effect::none;  ///< the same
  bool sets_search_path = false;
  bool sets_role = false;
  bool makes_temporary_objects = false;
  bool may_commit_itself = false;
  /// The first statement has to come before any query in its transaction: SET TRANSACTION ….
  bool begins_transaction_settings = false;

  /// Adds the next statement.
  void add(const statement_traits& t) {
    session = std::max(session, t.session);
    in_transaction = std::max(in_transaction, t.in_transaction);
    sets_search_path = sets_search_path || t.sets_search_path;
    sets_role = sets_role || t.sets_role;
    makes_temporary_objects = makes_temporary_objects || t.makes_temporary_objects;
    may_commit_itself = may_commit_itself || t.may_commit_itself;
    if (!std::exchange(has_statements_, true)) {
      begins_transaction_settings = t.must_be_first_in_transaction;
    }
  }

  bool operator==(const script_effects&) const = default;

 private:
  bool has_statements_ = false;
};

}  // namespace fz
