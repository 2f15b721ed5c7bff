#pragma once

#include "core/database/row.hpp"
#include "core/schema/sqlite/catalog.hpp"

#include <vector>

namespace fz::sqlite {

/// The questions that read a catalog, one for each of the members of catalog_rows.
extern const char* const schema_question;
extern const char* const columns_question;
extern const char* const indexes_question;
extern const char* const foreign_keys_question;

/// What each question gave.
struct catalog_rows {
  std::vector<row> schema;
  std::vector<row> columns;
  std::vector<row> indexes;
  std::vector<row> foreign_keys;
};

catalog catalog_of(const catalog_rows& rows);

}  // namespace fz::sqlite
