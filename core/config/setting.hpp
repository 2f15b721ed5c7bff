#pragma once

#include "core/config/variables.hpp"
#include "core/util/error.hpp"

#include <toml++/toml.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// alembic.toml while it is read: what its values are measured against.
struct config_source {
  std::string file;              ///< as messages name it
  std::filesystem::path folder;  ///< where relative paths start
  std::string_view text;
  const variables& known;

  /// The place of a TOML node or key in the file.
  source_position position(const toml::source_position& at) const;
};

/// One value of alembic.toml. Every reader throws error(config) with the place and with what was
/// expected if the value is of another type or not in its range; `${NAME}` is filled in.
class setting {
 public:
  setting(const config_source& source, std::string name, const toml::node& node)
      : source_(source), name_(std::move(name)), node_(node) {}

  std::string string() const;
  std::string name() const;  ///< a string that is not empty
  std::vector<std::string> strings() const;
  std::filesystem::path path() const;  ///< absolute
  std::vector<std::filesystem::path> paths() const;
  /// An integer from `least` to `most`.
  std::size_t number(std::int64_t least, std::int64_t most = 1000) const;
  bool boolean() const;
  std::chrono::milliseconds duration() const;  ///< see parse_duration()
  std::string timezone() const;
  std::string file_template() const;
  std::string pattern() const;  ///< a regular expression (ECMAScript)
  /// A table of settings of the database server, as the text that the server takes for each.
  std::map<std::string, std::string> server_settings() const;

  const config_source& source() const noexcept { return source_; }
  const toml::node& node() const noexcept { return node_; }

  /// The string as it is written in the file.
  std::string raw() const;

  /// A string or a whole number, as text.
  std::string text_or_number() const;

  source_position position() const { return source_.position(node_.source().begin); }

  /// "'timezone' under [alembic] must be …", at the place of the value.
  error unexpected(std::string_view expected) const;

 private:
  void add_server_settings(const std::string& prefix,
                           std::map<std::string, std::string>& result) const;
  std::string scalar() const;
  std::string text_of(const toml::node& node, std::string_view expected) const;
  std::filesystem::path absolute(const std::string& path) const;

  const config_source& source_;
  std::string name_;
  const toml::node& node_;
};

}  // namespace fz
