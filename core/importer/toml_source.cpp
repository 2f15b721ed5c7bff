#include "core/importer/toml_source.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::importer {

toml::table parse_toml(const source_file& file) {
  try {
    return toml::parse(file.text);
  } catch (const toml::parse_error& e) {
    throw error_at(error_kind::script, {file.name, e.source().begin.line, e.source().begin.column},
                   fmt::format("This is not TOML: {}.", printable(e.description())));
  }
}

}  // namespace fz::importer
