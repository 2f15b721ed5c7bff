#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace fz {

/// The environment variables of the process.
using environment_variables = std::map<std::string, std::string, std::less<>>;

/// A text whose `${NAME}`s are filled in, or the sentence that says why that cannot be done.
struct expanded {
  std::string text = {};
  std::string problem = {};  ///< empty: all is well
};

/// What `${NAME}` may stand for: the environment first, then the .env file beside alembic.toml.
class variables {
 public:
  /// Where a variable of .env is defined, for messages.
  struct dotenv_variable {
    expanded value;
    std::string position;  ///< "file:line"
  };

  explicit variables(environment_variables known) : environment_(std::move(known)) {}

  /// Reads a .env file: KEY=VALUE lines, `export` before them, comments, values plain, in single
  /// quotes (taken as they are) or in double quotes (\n \t \r \\ \" \$), which may go over several
  /// lines. Values see the variables before them. Other programs read the file too: a line of
  /// another form is an error only where its variable is asked for. Throws error(config) if the
  /// file is not text.
  void read_dotenv(std::string_view text, const std::string& file);

  /// `${NAME}` filled in; `$${` stands for `${` itself. Values are not expanded again. As in a
  /// shell,
  /// ${NAME:-default}, ${NAME-default}, ${NAME:+other}, ${NAME+other}, ${NAME:?message} and
  /// ${NAME?message} are known; with the colon an empty variable counts as missing. Defaults may
  /// hold variables.
  expanded expand(std::string_view text) const;

  /// The same for a database URL: unless the text is one variable and nothing else, a variable
  /// stands for itself and is percent-encoded for its place (see in_url()).
  expanded expand_url(std::string_view text) const;

  /// The variable of the process, or null if it is not there or empty.
  const std::string* from_environment(std::string_view name) const;

  /// The variable of the .env file, or null if it is not there or empty.
  const dotenv_variable* from_dotenv(std::string_view name) const;

 private:
  enum class paste { as_it_is, into_url };

  expanded fill_in(std::string_view text, paste how) const;
  expanded value_of(std::string_view expression) const;
  expanded value_of_name(std::string_view name) const;
  bool is_broken(std::string_view name) const;

  environment_variables environment_;
  std::map<std::string, dotenv_variable, std::less<>> dotenv_;
};

}  // namespace fz
