#pragma once

#include <exception>
#include <string>

namespace fz {

/// What a target failed with, as its report words it; printable.
std::string failure_text(const std::exception_ptr& failure);

}  // namespace fz
