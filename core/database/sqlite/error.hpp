#pragma once

#include "core/database/database_error.hpp"
#include "core/sql/statement.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace fz::sqlite {

/// Why a statement failed: SQLite's extended result code and words, and the byte of the statement
/// at which it stumbled (sqlite3_error_offset; -1: unknown). `database` is named where the file is
/// the matter.
database_error statement_error(int code, std::string_view message, const statement& s, int offset,
                               std::string_view database);

/// Why the file could not be opened.
database_error open_error(const std::filesystem::path& path, int code, const std::string& message);

}  // namespace fz::sqlite
