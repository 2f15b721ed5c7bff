#pragma once

#include "core/util/error.hpp"

#include <string>

namespace fz::cmd {

/// What to type next, as a sentence on a line of its own; "" if there is nothing to say. Core says
/// what can be done, and only this program knows how it is typed.
std::string advice_for(const remedy& what_helps);

}  // namespace fz::cmd
