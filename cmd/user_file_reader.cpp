#include "cmd/user_file_reader.hpp"

#include "core/async/offload.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

/// The objects of a JSON text one after the other, without reading what is in them: each with the
/// line where it begins.
class json_elements {
 public:
  explicit json_elements(std::string_view text) : text_(text) {
    skip_blanks();
    in_array_ = at_ < text_.size() && text_[at_] == '[';
    if (in_array_) ++at_;
  }

  struct element {
    std::size_t line;
    std::string_view text;
  };

  /// Nothing at the end.
  std::optional<element> next() {
    skip_blanks();
    const bool separated = at_ < text_.size() && text_[at_] == ',';
    if (in_array_ && separated) {
      ++at_;
      skip_blanks();
    }
    if (at_ == text_.size()) {
      if (in_array_) throw error(error_kind::file, "The JSON array is not closed.");
      return std::nullopt;
    }
    if (in_array_ && text_[at_] == ']') {
      ++at_;
      in_array_ = false;
      skip_blanks();
      if (at_ < text_.size()) {
        throw error(error_kind::file,
                    fmt::format("Line {}: There is text after the JSON array.", line_));
      }
      return std::nullopt;
    }
    const std::size_t line = line_;
    const std::size_t begin = at_;
    skip_element();
    return element{line, text_.substr(begin, at_ - begin)};
  }

 private:
  void skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
      if (c == '\n') ++line_;
    }
  }

  /// To the comma, bracket or line end after it; always at least one character.
  void skip_element() {
    std::size_t depth = 0;
    bool in_string = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        if (!in_array_ && depth == 0) return;
      }
      if (in_string) {
        if (c == '\\') ++at_;
        if (c == '"') in_string = false;
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return;
        --depth;
        if (depth == 0 && in_array_) {
          ++at_;
          return;
        }
      } else if (c == ',' && depth == 0 && in_array_) {
        return;
      }
    }
    at_ = std::min(at_, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool in_array_ = false;
};

std::string set_values(import_row& row, const json& object) {
  if (!object.is_object()) return "This is not a JSON object.";
  for (const auto& [name, given] : object.items()) {
    const import_column column = import_column_of(name);
    if (column == import_column::unknown) {
      return fmt::format(
          "Unknown key {}. Expected username, email, and password or "
          "password_hash.",
          quote(name));
    }
    if (column == import_column::ignored || given.is_null()) continue;
    if (!given.is_string()) return fmt::format("The value of {} is not a string.", quote(name));
    set_column(row, column, given.get<std::string>());
  }
  return {};
}

/// Where no terminal hides what is typed.
void read_all(int fd, const std::string& name, std::string& text) {
  constexpr std::size_t block = 262'144;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + block);
    const ssize_t count = ::read(fd, text.data() + before, block);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) return;
    if (count > 0 || errno == EINTR) continue;
    throw error(error_kind::file, fmt::format("Cannot read {}: {}.", printable(name),
                                              std::generic_category().message(errno)));
  }
}

/// A pipe is waited for on the loop, so that an interruption ends it; files are read on the pool.
task<std::string> read_stdin() {
  boost::asio::posix::stream_descriptor input(co_await boost::asio::this_coro::executor,
                                              ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  std::string text;
  for (;;) {
    boost::system::error_code failed;
    co_await input.async_wait(boost::asio::posix::descriptor_base::wait_read,
                              boost::asio::redirect_error(boost::asio::use_awaitable, failed));
    if (failed == boost::asio::error::operation_not_supported) {  // a regular file
      read_all(input.native_handle(), "stdin", text);
      co_return text;
    }
    if (failed) throw boost::system::system_error(failed);
    constexpr std::size_t block = 262'144;
    const std::size_t before = text.size();
    text.resize(before + block);
    const ssize_t count = ::read(input.native_handle(), text.data() + before, block);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) co_return text;
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
      throw error(error_kind::file,
                  fmt::format("Cannot read stdin: {}.", std::generic_category().message(errno)));
    }
  }
}

std::string format_of(const std::string& name, std::string_view text) {
  const std::string lower = to_lower(name);
  for (const std::string_view known : {"csv", "json", "jsonl"}) {
    if (lower.ends_with("." + std::string(known))) return std::string(known);
  }
  if (lower.ends_with(".ndjson")) return "jsonl";
  const std::string_view begin = trim(text.substr(0, 1024));
  return begin.starts_with('[') || begin.starts_with('{') ? "json" : "csv";
}

user_file parse(const std::string& name, const std::optional<std::string>& format,
                std::string_view text) {
  const std::string shown = name == "-" ? "stdin" : printable(name);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw error(error_kind::file, fmt::format("{}: This is UTF-16; expected UTF-8.", shown));
  }
  try {
    const std::string how = format.value_or(format_of(name, text));
    return how == "csv" ? read_csv_users(text) : read_json_users(text);
  } catch (const error& e) {
    throw error(e.kind(), fmt::format("{}: {}", shown, e.what()));
  }
}

}  // namespace

user_file read_json_users(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\ufeff";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  user_file file;
  json_elements elements(text);
  while (const auto each = elements.next()) {
    const json object = json::parse(each->text, nullptr, false);
    import_row row;
    row.line = each->line;
    std::string problem = object.is_discarded() ? "This is not JSON." : set_values(row, object);
    if (problem.empty()) {
      file.rows.push_back(std::move(row));
    } else {
      file.problems.push_back({each->line, std::move(problem)});
    }
  }
  return file;
}

task<user_file> read_user_file(std::string name, std::optional<std::string> format,
                               thread_pool& pool) {
  std::string text;
  if (name == "-") {
    text = co_await read_stdin();
  } else {
    auto read = [&name] { return read_file(name); };
    text = co_await offload(pool, read);
  }
  auto parse_it = [&] { return parse(name, format, text); };
  co_return co_await offload(pool, parse_it);
}

}  // namespace fz::cmd
