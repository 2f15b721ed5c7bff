#include "cmd/editor.hpp"

#include "core/async/process.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace fz::cmd {
namespace {

constexpr std::array usual_editors = {"sensible-editor", "editor", "nano", "vim", "vi"};

bool is_installed(std::string_view program) {
  const char* path = std::getenv("PATH");
  for (const std::string_view folder : split(path == nullptr ? "" : path, ':')) {
    const std::string file = fmt::format("{}/{}", folder, program);
    if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::string find_editor() {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && !trim(value).empty()) return value;
  }
  const auto found = std::find_if(usual_editors.begin(), usual_editors.end(), is_installed);
  if (found != usual_editors.end()) return *found;
  throw error(error_kind::usage,
              "No editor was found; name yours in the environment variable VISUAL or EDITOR.");
}

/// As git does it: a bare name is run itself, all else by the shell, which outlives the keys that
/// its child has to answer.
std::vector<std::string> editor_command(const std::string& editor) {
  if (editor.find_first_of("|&;<>()$`\\\"' \t\n*?[#~=%") == std::string::npos) return {editor};
  return {"/bin/sh", "-c", "trap : INT QUIT; " + editor + " \"$@\"", editor};
}

/// Ctrl-C reaches every program on the terminal: this one ignores it meanwhile.
class deaf_to_keys {
 public:
  deaf_to_keys() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &interrupt_);
    ::sigaction(SIGQUIT, &ignore, &quit_);
  }
  deaf_to_keys(const deaf_to_keys&) = delete;
  deaf_to_keys& operator=(const deaf_to_keys&) = delete;
  ~deaf_to_keys() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGQUIT, &quit_, nullptr);
  }

 private:
  struct sigaction interrupt_ {};
  struct sigaction quit_ {};
};

}  // namespace

task<> edit_files(invocation& call, std::vector<std::string> files) {
  const std::string editor = find_editor();
  process wanted;
  wanted.arguments = editor_command(editor);
  std::move(files.begin(), files.end(), std::back_inserter(wanted.arguments));
  const deaf_to_keys meanwhile;
  const process_end end = co_await run_process(call.context().pool, std::move(wanted));
  if (end.is_success()) co_return;
  throw error(error_kind::file,
              fmt::format("Error executing editor {} ({}).", quote(editor), to_string(end)));
}

}  // namespace fz::cmd
