#pragma once

#include "core/schema/relation.hpp"

#include <string>
#include <vector>

namespace fz {

// Entity diagrams of tables and the foreign keys between them. The same text for the same tables.

/// For Mermaid (`erDiagram`). Characters that Mermaid does not take in names become "_".
std::string mermaid_diagram(const std::vector<relation>& tables);

/// For Graphviz' dot.
std::string dot_diagram(const std::vector<relation>& tables);

/// A drawing as it is: tables in columns, those that refer to others to the right of them.
std::string svg_diagram(const std::vector<relation>& tables);

}  // namespace fz
