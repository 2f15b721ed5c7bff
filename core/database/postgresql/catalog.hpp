#pragma once

#include "core/database/catalog.hpp"

namespace fz::postgresql {

/// What PostgreSQL's catalog tells; it has no state.
const catalog& server_catalog();

}  // namespace fz::postgresql
