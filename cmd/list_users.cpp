#include "core/command/list_users.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"
#include "cmd/user_writer.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

struct list_line {
  std::optional<std::size_t> limit = {};
  std::optional<std::size_t> offset = {};
  std::optional<std::string> after = {};
  std::optional<std::string> search = {};
  std::optional<std::string> fields = {};
  std::optional<std::string> format = {};
};

std::int64_t number(std::size_t given) {
  return static_cast<std::int64_t>(std::min<std::size_t>(given, INT64_MAX));
}

command::list_users_options options_of(const list_line& line) {
  command::list_users_options wanted;
  if (line.limit) wanted.limit = number(*line.limit);
  if (line.offset) wanted.offset = number(*line.offset);
  wanted.after = line.after.value_or("");
  wanted.search = line.search.value_or("");
  return wanted;
}

task<int> print_count(invocation& call, const list_line& line) {
  if (line.limit || line.offset) {
    throw error(error_kind::usage, "--format count counts all: leave out --limit and --offset.");
  }
  const std::uint64_t count = co_await command::count_users(call.context(), options_of(line));
  print(fmt::format("{}\n", count));
  co_return 0;
}

void print_if_long(std::string& text) {
  constexpr std::size_t long_enough = 32'768;
  if (text.size() < long_enough) return;
  print(text);
  text.clear();
}

task<int> run(invocation& call, std::shared_ptr<list_line> line) {
  user_writer_options how;
  how.format = line->format.value_or(call.json() ? "json" : "text");
  how.terminal = is_terminal(stdout);
  if (line->fields) {
    how.fields = parse_user_fields(*line->fields);
    how.all_fields = false;
  }
  if (how.format == "count") co_return co_await print_count(call, *line);
  const std::unique_ptr<user_writer> writer = make_user_writer(std::move(how));
  std::string text;
  writer->begin(text);
  std::function<void(const command::listed_user&)> take = [&](const command::listed_user& each) {
    writer->write(each.owner, each.hash, text);
    print_if_long(text);
  };
  co_await command::list_users(call.context(), options_of(*line), std::move(take));
  writer->end(text);
  print(text);
  co_return 0;
}

}  // namespace

void declare_list_users(command_spec added) {
  const auto line = std::make_shared<list_line>();
  added.option("--limit", line->limit, "N", "At most N accounts")
      .option("--offset", line->offset, "N", "Skip the first N accounts")
      .option("--after", line->after, "ID", "Only accounts with a greater id")
      .option("--search", line->search, "TEXT", "Only accounts with TEXT in name or address")
      .option("--fields", line->fields, "LIST", "Columns to print, such as id,email")
      .choice("--format", line->format, {"text", "json", "jsonl", "csv", "ids", "count"},
              "Output format")
      .examples({"fz list-users", "fz list-users --format csv > users.csv",
                 "fz list-users --search @example.org --fields id,email",
                 "fz list-users --format jsonl --limit 50 --after 100"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
