#include "core/importer/folder_variables.hpp"

#include "core/config/dotenv.hpp"
#include "core/database/database_url.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"

#include <cstdlib>

namespace fz::importer {

std::optional<std::string> folder_variable(std::filesystem::path folder, const std::string& name) {
  if (const char* value = std::getenv(name.c_str())) return value;
  for (int level = 0; level < 3 && folder.has_relative_path(); ++level) {
    const std::filesystem::path file = folder / ".env";
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored)) {
      for (const dotenv_line& each : parse_dotenv(read_file(file))) {
        if (each.name == name) return each.value;
      }
    }
    folder = folder.parent_path();
  }
  return std::nullopt;
}

std::string database_url_parameter(const std::filesystem::path& folder, const std::string& name) {
  const std::string url = folder_variable(folder, "DATABASE_URL").value_or("");
  for (std::size_t at = url.find('?'); at != url.npos; at = url.find('&', at + 1)) {
    const std::string parameter = url.substr(at + 1, url.find('&', at + 1) - at - 1);
    if (parameter.starts_with(name + "=")) return parameter.substr(name.size() + 1);
  }
  return {};
}

}  // namespace fz::importer
