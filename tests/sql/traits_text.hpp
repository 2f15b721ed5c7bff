#pragma once

#include "core/sql/statement_traits.hpp"

#include <string>

namespace fz {

/// The traits that a statement has as words in the order of the struct, with commas between them;
/// "" for an ordinary statement. "session?" is a possible effect.
std::string traits_text(const statement_traits& t);

}  // namespace fz
