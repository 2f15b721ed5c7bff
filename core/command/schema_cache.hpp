#pragma once

#include "core/schema/database_schema.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// Schemas that were read back from scratch databases, kept in files whose names are digests of all
/// that they depend on. A file that is missing or broken only costs time.
class schema_cache {
 public:
  /// `folder`: empty: nothing is kept.
  explicit schema_cache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// A key for what depends on these parts, and on this program.
  static std::string key_of(const std::vector<std::string>& parts);

  /// Blocks.
  std::optional<database_schema> find(const std::string& key) const;

  /// Blocks. Of more than a hundred the oldest go.
  void keep(const std::string& key, const database_schema& schema) const noexcept;

 private:
  void remove_old() const;

  std::filesystem::path folder_;
};

}  // namespace fz::command
