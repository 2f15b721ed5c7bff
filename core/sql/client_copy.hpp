#pragma once

#include "core/sql/statement.hpp"

namespace fz {

/// Throws error(script), with the place, for PostgreSQL's COPY … FROM STDIN and COPY … TO STDOUT:
/// their data goes through the client, and a migration has none to give or take.
void refuse_client_copy(const statement& s);

}  // namespace fz
