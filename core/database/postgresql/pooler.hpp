#pragma once

#include "core/util/error.hpp"

#include <string_view>

namespace fz::postgresql {

/// Why a pooler that does not keep one server session for one connection cannot be used here;
/// `consequence` is a sentence of its own.
error behind_a_pooler(std::string_view consequence);

}  // namespace fz::postgresql
