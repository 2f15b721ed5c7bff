#pragma once

#include "core/autogenerate/schema_plan.hpp"

#include <vector>

namespace fz {

/// What a stage of a plan is for.
enum class stage_purpose {
  change,         ///< all that a transaction can do
  build_indexes,  ///< outside of transactions, while others write
  validate,       ///< constraints that were added NOT VALID, and what needs them or the indexes
};

/// Statements of a plan that are one revision.
struct plan_stage {
  stage_purpose purpose = stage_purpose::change;
  bool transactional = true;
  schema_plan statements = {};
};

}  // namespace fz
