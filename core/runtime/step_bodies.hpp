#pragma once

#include "core/config/config.hpp"
#include "core/database/dialect.hpp"
#include "core/revision/plan.hpp"
#include "core/script/migration.hpp"

#include <vector>

namespace fz {

/// What each step of the plan does, in its order. Throws what migrations::load() throws, and
/// error(script) for a step outside of a transaction where everything is to be in a single one.
std::vector<step_body> load_bodies(const migrations& scripts, const plan& p, dialect d,
                                   transaction_scope scope);

}  // namespace fz
