#include "core/command/schema_cache.hpp"

#include "core/schema/schema_record.hpp"
#include "core/util/file.hpp"
#include "core/util/identity.hpp"
#include "core/util/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

namespace fz::command {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 100;

/// Another build may read another schema from the same database.
std::string this_program() {
  const file_identity self = identity_of("/proc/self/exe");
  return fmt::format("{} {} {}", own_version(), self.size, self.changed);
}

}  // namespace

std::string schema_cache::key_of(const std::vector<std::string>& parts) {
  sha256_hash hash;
  hash.update(this_program());
  for (const std::string& part : parts) {
    hash.update(fmt::format("\n{}\n", part.size()));
    hash.update(part);
  }
  return hash.digest();
}

std::optional<database_schema> schema_cache::find(const std::string& key) const {
  std::error_code missing;
  if (folder_.empty() || !fs::exists(folder_ / key, missing)) return std::nullopt;
  try {
    auto found = from_record(read_file(folder_ / key));
    std::error_code ignored;  // so that what is used stays
    fs::last_write_time(folder_ / key, fs::file_time_type::clock::now(), ignored);
    return found;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void schema_cache::keep(const std::string& key, const database_schema& schema) const noexcept {
  if (folder_.empty()) return;
  try {
    fs::create_directories(folder_);
    write_file(folder_ / key, to_record(schema), existing_file::replace);
    remove_old();
  } catch (const std::exception&) {
    // If the folder cannot be written to, go on without the cache.
  }
}

void schema_cache::remove_old() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (const auto& each : fs::directory_iterator(folder_)) {
    files.emplace_back(each.last_write_time(), each.path());
  }
  if (files.size() <= most_files) return;
  std::sort(files.begin(), files.end());
  files.resize(files.size() - most_files);
  for (const auto& [time, path] : files) {
    std::error_code ignored;
    fs::remove(path, ignored);
  }
}

}  // namespace fz::command
