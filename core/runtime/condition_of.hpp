#pragma once

#include "core/database/database_error.hpp"

#include <exception>

namespace fz {

/// What the database refused; `other` if `failure` is none of its errors, or null.
database_condition condition_of(const std::exception_ptr& failure);

}  // namespace fz
