#pragma once

#include "cmd/invocation.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming)
class App;
}

namespace fz::cmd {

/// What a command does once its line has been read; gives the exit code.
using action = std::function<task<int>(invocation&)>;

struct line_declarations;

/// One command of the program as its author declares it. A thin layer over CLI11, which only
/// command_line.cpp includes. The variables that options are read into must live as long as the
/// action: a shared struct that the action holds.
class command_spec {
 public:
  enum class need { required, optional };
  enum class shown { no, yes };

  command_spec(CLI::App& app, line_declarations& all) : app_(app), all_(all) {}

  /// A command below this one. `names`: "ensure-version,ensure_version"; the first one is shown in
  /// --help, if any is. `declare` says what it takes, once the line has named it: most of them are
  /// never asked.
  void subcommand(std::string_view names, std::string_view what_it_does,
                  void (*declare)(command_spec), shown in_help = shown::yes);

  /// A value given by its place.
  command_spec& argument(const std::string& name, std::string& value, need given,
                         const std::string& help);
  command_spec& arguments(const std::string& name, std::vector<std::string>& values, need given,
                          const std::string& help);

  /// `names`: "-m,--message". `type` names the value in --help.
  command_spec& option(const std::string& names, std::string& value, const std::string& type,
                       const std::string& help, need given = need::optional);
  command_spec& option(const std::string& names, std::optional<std::string>& value,
                       const std::string& type, const std::string& help);
  /// A whole number from `least` on.
  command_spec& option(const std::string& names, std::optional<std::size_t>& value,
                       const std::string& type, const std::string& help, std::size_t least = 0);
  /// A duration, see parse_duration().
  command_spec& option(const std::string& names, std::optional<std::chrono::milliseconds>& value,
                       const std::string& help);
  /// May be given several times.
  command_spec& option(const std::string& names, std::vector<std::string>& values,
                       const std::string& type, const std::string& help);
  /// One of `words`.
  command_spec& choice(const std::string& names, std::optional<std::string>& value,
                       const std::vector<std::string>& words, const std::string& help);
  command_spec& flag(const std::string& names, bool& value, const std::string& help);

  /// An option that people try though it does not exist: `why_not` is the error. Not in --help.
  command_spec& refused(const std::string& names, const std::string& why_not);

  /// What --help ends with: command lines that work as they stand, one each.
  command_spec& examples(const std::vector<std::string>& lines);

  void runs(action what);

 private:
  CLI::App& app_;
  line_declarations& all_;
};

/// What a command line asks for.
struct parsed_line {
  global_options globals;
  action chosen;  ///< none: help or an error was printed, and `exit_code` is set
  int exit_code = 0;
};

/// Reads the command line. Help goes to stdout, a complaint about the line to stderr (exit code 2).
parsed_line parse_command_line(int argc, const char* const* argv);

}  // namespace fz::cmd
