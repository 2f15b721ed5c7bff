#pragma once

#include "core/database/catalog.hpp"

namespace fz::sqlite {

/// SQLite tells nothing about other sessions, and each of its statements is whole or not at all.
const catalog& file_catalog();

}  // namespace fz::sqlite
