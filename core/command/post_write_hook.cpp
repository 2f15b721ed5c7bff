#include "core/command/post_write_hook.hpp"

#include "core/async/process.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace fz::command {
namespace {

constexpr std::string_view token = "{file}";
constexpr std::string_view variable = "REVISION_SCRIPT_FILENAME";

/// Follows the quotes of a shell command while it is copied.
class command_writer {
 public:
  void add(char c) {
    result_ += c;
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\' && quote_ != '\'') {
      escaped_ = true;
    } else if (quote_ == '\0' && (c == '\'' || c == '"')) {
      quote_ = c;
    } else if (c == quote_) {
      quote_ = '\0';
    }
  }

  void add_file() {
    escaped_ = false;
    if (quote_ == '\0') result_ += "\"$1\"";
    if (quote_ == '"') result_ += "$1";
    if (quote_ == '\'') result_ += "'\"$1\"'";
  }

  const std::string& result() const { return result_; }

 private:
  std::string result_;
  char quote_ = '\0';
  bool escaped_ = false;
};

/// `$NAME` and `${NAME}` are the shell's own business.
bool is_shell_variable(std::string_view before) {
  return before.ends_with('$') || before.ends_with("${");
}

}  // namespace

std::string post_write_command(std::string_view hook) {
  command_writer command;
  bool has_file = false;
  for (std::size_t at = 0; at < hook.size();) {
    const std::string_view rest = hook.substr(at);
    const std::string_view found = rest.starts_with(token)      ? token
                                   : rest.starts_with(variable) ? variable
                                                                : std::string_view();
    const bool is_variable = is_shell_variable(hook.substr(0, at));
    has_file = has_file || found == variable || (found == token && !is_variable);
    if (!found.empty() && !is_variable) {
      command.add_file();
      at += found.size();
    } else {
      command.add(hook[at]);
      ++at;
    }
  }
  return has_file ? command.result() : command.result() + " \"$1\"";
}

task<> run_post_write_hook(const context& ctx, std::string hook, std::string file,
                           hook_output output) {
  process wanted;
  wanted.arguments = {"/bin/sh", "-c", post_write_command(hook), "sh", file};
  wanted.variables = {fmt::format("{}={}", variable, file)};
  wanted.folder = ctx.config.file.parent_path();
  wanted.stdout_to_stderr = output == hook_output::to_stderr;
  const process_end end = co_await run_process(ctx.pool, std::move(wanted));
  if (end.is_success()) co_return;
  throw error(error_kind::script,
              fmt::format("The post write hook {} failed with {}.\nThe revision file was written, "
                          "{}; hooks after this one were not run.",
                          quote(hook), to_string(end), printable(file)));
}

}  // namespace fz::command
