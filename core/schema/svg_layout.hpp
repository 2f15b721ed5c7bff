#pragma once

#include "core/schema/relation.hpp"

#include <cstddef>
#include <vector>

namespace fz {

/// Where a table is drawn, in pixels from the upper left corner.
struct placed_table {
  const relation* table = nullptr;
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// The sizes of the parts of a table.
struct svg_sizes {
  static constexpr int line = 20;       ///< the height of a column, and of the heading
  static constexpr int letter = 8;      ///< the width of a letter
  static constexpr int padding = 10;    ///< on both sides of a text
  static constexpr int between_x = 90;  ///< between two columns of tables
  static constexpr int between_y = 30;
};

/// Puts each table in a column to the right of all that it refers to, as far as these do not refer
/// to each other in a ring, near to them in height. Tables must outlive the result.
std::vector<placed_table> place_tables(const std::vector<relation>& tables);

}  // namespace fz
