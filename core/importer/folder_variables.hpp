#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace fz::importer {

/// A variable of the environment; else what the nearest .env says that names it, in the folder or
/// the two above. Nothing: it is not there. Throws error(file) for a .env that cannot be read.
std::optional<std::string> folder_variable(std::filesystem::path folder, const std::string& name);

/// The value of a parameter after the `?` of the URL in DATABASE_URL; empty: it is not there.
std::string database_url_parameter(const std::filesystem::path& folder, const std::string& name);

}  // namespace fz::importer
