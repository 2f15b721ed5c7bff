#pragma once

/// The whole of fz for another program: see docs/library.md. Include this header, not the others.
#include <fz/accounts.hpp>
#include <fz/database.hpp>
#include <fz/engine.hpp>
#include <fz/error.hpp>
#include <fz/log.hpp>
#include <fz/project.hpp>
#include <fz/run.hpp>
#include <fz/sync_connection.hpp>
#include <fz/value.hpp>

namespace fz {

/// Its own name keeps the symbols of the library apart: fz::run is fz::face::run.
using namespace face;

}  // namespace fz
