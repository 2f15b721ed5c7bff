#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement_source.hpp"

#include <vector>

namespace fz {

/// A script whose first statements must come before any query of their transaction, also before
/// one that fz adds: SET TRANSACTION ….
struct split_script {
  std::vector<statement> opening;
  script_ptr rest;
};

/// Throws what a reader of the script throws.
split_script split_opening(const script_ptr& whole, dialect d);

}  // namespace fz
