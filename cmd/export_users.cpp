#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"
#include "cmd/user_writer.hpp"
#include "core/command/list_users.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz::cmd {
namespace {

struct export_line {
  std::optional<std::string> format = {};
  std::optional<std::string> output = {};
  std::optional<std::string> search = {};
  bool hashes = false;
};

/// Where the accounts go: stdout, or a file that only its owner may read. A file is written
/// under another name and gets its own at the end, so that it is whole or not there.
class export_target {
 public:
  explicit export_target(std::optional<std::string> file) : file_(std::move(file)) {
    if (!file_) return;
    temporary_ = fmt::format("{}.{}.tmp", *file_, ::getpid());
    const int fd = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) stream_ = ::fdopen(fd, "w");
    if (stream_ == nullptr) throw cannot_write();
  }
  export_target(const export_target&) = delete;
  export_target& operator=(const export_target&) = delete;
  ~export_target() {
    if (stream_ != nullptr) std::fclose(stream_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void write(std::string_view text) {
    std::FILE* to = stream_ != nullptr ? stream_ : stdout;
    if (std::fwrite(text.data(), 1, text.size(), to) != text.size()) throw cannot_write();
  }

  void finish() {
    if (!file_) return;
    const bool written = std::fflush(stream_) == 0 && ::fsync(::fileno(stream_)) == 0;
    if (!written || ::rename(temporary_.c_str(), file_->c_str()) != 0) throw cannot_write();
    temporary_.clear();
  }

 private:
  error cannot_write() const {
    return error(error_kind::file, fmt::format("Cannot write {}: {}.", quote(file_.value_or("-")),
                                               std::generic_category().message(errno)));
  }

  std::optional<std::string> file_;
  std::string temporary_;
  std::FILE* stream_ = nullptr;
};

user_writer_options writer_options_of(const invocation& call, const export_line& line) {
  user_writer_options how;
  how.format = line.format.value_or(call.json() ? "json" : "csv");
  if (line.hashes) how.fields.push_back(user_field_name::password);
  how.terminal = !line.output && is_terminal(stdout);
  return how;
}

task<int> run(invocation& call, std::shared_ptr<export_line> line) {
  command::list_users_options wanted;
  wanted.search = line->search.value_or("");
  wanted.which = line->hashes ? hashes::read : hashes::omit;
  const std::unique_ptr<user_writer> writer = make_user_writer(writer_options_of(call, *line));
  export_target target(line->output);
  std::string text;
  std::size_t count = 0;
  writer->begin(text);
  std::function<void(const command::listed_user&)> take = [&](const command::listed_user& each) {
    constexpr std::size_t long_enough = 32'768;
    writer->write(each.owner, each.hash, text);
    ++count;
    if (text.size() < long_enough) return;
    target.write(text);
    text.clear();
  };
  co_await command::list_users(call.context(), std::move(wanted), std::move(take));
  writer->end(text);
  target.write(text);
  target.finish();
  if (line->output) {
    call.reporter().log(
        log_level::info, "command",
        fmt::format("Wrote {} to {}", counted(count, "account"), printable(*line->output)));
  }
  co_return 0;
}

}  // namespace

void declare_export_users(command_spec added) {
  const auto line = std::make_shared<export_line>();
  added.choice("--format", line->format, {"csv", "json", "jsonl"}, "Output format; default: csv")
      .option("-o,--output", line->output, "FILE",
              "Write to this file, readable by you only, instead of stdout")
      .option("--search", line->search, "TEXT", "Only accounts with TEXT in name or address")
      .flag("--hashes", line->hashes, "Include password hashes: keep the file secret")
      .examples({"fz export-users > users.csv", "fz export-users --hashes -o users.csv",
                 "fz export-users --format jsonl --search @example.org"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
