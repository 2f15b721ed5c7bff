#pragma once

#include "core/revision/plan.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/script_effects.hpp"
#include "core/sql/statement.hpp"

#include <optional>
#include <string>

namespace fz {

/// The section of a revision file that a statement is in.
struct section_kind {
  bool transactional = true;
  fz::direction direction = fz::direction::upgrade;
  fz::dialect dialect = fz::dialect::sqlite;
};

/// Looks whether the statement may be in the section. Gives a note, with the place, if it need not
/// be run because it says what holds anyway; nothing if it is to be run, and
/// what it does is added to `effects`. Throws error(script), with
/// the place, for a statement that
///   - begins or ends a transaction, or cannot run in one, in a section that runs in one
///   - changes client_encoding (PostgreSQL): what fz sends is UTF-8
std::optional<std::string> check_statement(const statement& s, const section_kind& section,
                                           script_effects& effects);

}  // namespace fz
