#pragma once

#include "cmd/terminal_reporter.hpp"
#include "core/async/thread_pool.hpp"
#include "core/command/context.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace fz::cmd {

enum class output_format { text, json };

/// The options that every command takes.
struct global_options {
  std::optional<std::string> config_file;
  std::optional<std::string> url;
  std::optional<std::string> target;  ///< of a fleet, instead of the configured database
  output_format format = output_format::text;
  verbosity speech = verbosity::normal;
};

/// One run of the program: what was asked for, and the way to everything else.
class invocation {
 public:
  explicit invocation(global_options globals)
      : globals_(std::move(globals)), reporter_(globals_.speech), pool_(threads) {}

  const global_options& globals() const noexcept { return globals_; }
  bool json() const noexcept { return globals_.format == output_format::json; }
  terminal_reporter& reporter() noexcept { return reporter_; }

  thread_pool& pool() noexcept { return pool_; }

  /// What SIGHUP does, instead of ending the command; nothing: it ends it.
  void on_hangup(std::function<void()> what) { hangup_ = std::move(what); }
  const std::function<void()>& hangup() const noexcept { return hangup_; }

  /// What commands work with; the configuration is read at the first call. Throws error(config).
  const command::context& context();

  /// The configuration in another alembic.toml. Throws error(config).
  fz::config config_of(const std::filesystem::path& file) const;

  /// The same of a file that is not there yet and is going to have the text.
  fz::config config_of(const std::filesystem::path& file, const std::string& text) const;

  /// The same for a command that can do without a project: without an alembic.toml everything has
  /// its default.
  const command::context& context_anywhere();

  /// Puts the database of --target, if one is given, in the place of the configured one. To be
  /// awaited before the command.
  task<> choose_target();

 private:
  static constexpr std::size_t threads = 4;

  const command::context& load(bool file_may_be_missing);
  config_request request_for(const std::filesystem::path& file) const;

  global_options globals_;
  terminal_reporter reporter_;
  thread_pool pool_;
  std::optional<command::context> context_;
  std::function<void()> hangup_;
};

}  // namespace fz::cmd
