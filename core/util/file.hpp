#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fz {

/// Everything in the file. Throws error(file) with the system's words if it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Whether write_file() may replace a file that is there already.
enum class existing_file { replace, refuse };

/// Writes the file whole or not at all: into a temporary file beside it, flushed to disk, then put
/// in place. Throws error(file) with the system's words; with `refuse` also if the file exists,
/// even if it came into being a moment ago.
void write_file(const std::filesystem::path& path, std::string_view content,
                existing_file existing);

}  // namespace fz
