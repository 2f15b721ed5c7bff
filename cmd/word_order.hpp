#pragma once

#include <functional>
#include <string>
#include <vector>

namespace fz::cmd {

/// One option, as far as the order of words needs it.
struct option_shape {
  enum class value { none, optional, required };

  std::vector<std::string> names;  ///< "-m", "--message"
  value takes = value::none;
};

/// One command, as far as the order of words needs it. The functions are called only where the line
/// may mean this command.
struct command_shape {
  std::vector<std::string> names;  ///< the first one is shown
  std::function<std::vector<option_shape>()> options;
  std::function<std::vector<command_shape>()> commands;  ///< those below it
};

/// A command line with its commands first, or what is wrong with it.
struct ordered_words {
  std::vector<std::string> words = {};
  std::string complaint = {};  ///< a sentence about the first word that is wrong
  std::string command = "fz";  ///< which command the complaint is about
};

/// Moves options that were typed before their command after it: `--sql upgrade head` becomes
/// `upgrade --sql head`. An option that `top` and the command both know stays with `top` where the
/// line then makes sense. `help COMMAND…` becomes `COMMAND… --help`. Complains about a word before
/// the last command that is neither a command nor an option or its value; what comes after the last
/// command is not looked at.
ordered_words order_words(const command_shape& top, std::vector<std::string> words);

/// "`fz` has no option '--dry-rum'. Did you mean --dry-run?"
std::string unknown_option(const std::string& command, const std::string& word,
                           const std::vector<option_shape>& known);

}  // namespace fz::cmd
