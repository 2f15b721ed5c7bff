#pragma once

#include <exception>

namespace fz {

/// True if `failure` is that of a statement on a table that does not exist.
bool is_missing_table(const std::exception_ptr& failure);

}  // namespace fz
