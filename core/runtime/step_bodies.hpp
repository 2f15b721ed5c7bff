#pragma once

#include "core/config/config.hpp"
#include "core/revision/plan.hpp"
#include "core/script/migration.hpp"
#include "core/sql/dialect.hpp"
#include "core/util/error.hpp"

#include <vector>

namespace fz {

/// What each step of the plan does, in its order. All files are read; what is wrong with any of
/// them is thrown together, in the order of the steps: what migrations::load() throws, and
/// error(script) for a step outside of a transaction where everything is to be in a single one.
std::vector<step_body> load_bodies(const migrations& scripts, const plan& p, dialect d,
                                   transaction_scope scope);

/// What is wrong with the files of the revisions, one error a file that names each mistake once: in
/// both directions; of `applied` ones in the downgrade alone. Reads the files.
std::vector<error> check_bodies(const migrations& scripts, const node_set& applied, dialect d);

/// What the steps of a stamp do: nothing, each for the file of the revision that it stamps. Throws
/// error(file) if that cannot be read.
std::vector<step_body> stamp_bodies(const migrations& scripts, const plan& p);

}  // namespace fz
