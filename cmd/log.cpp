#include "core/command/log.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace fz::cmd {
namespace {

struct log_line {
  audit_selection wanted;
  bool verbose = false;
};

std::string in_words(std::optional<std::int64_t> milliseconds) {
  if (!milliseconds) return "";
  if (*milliseconds < 1000) return fmt::format("{} ms", *milliseconds);
  return fmt::format("{:.1f} s", static_cast<double>(*milliseconds) / 1000);
}

/// "ada on laptop", with the name under which ada logged in to the server.
std::string author(const audit_row& row) {
  std::string name = row.who;
  if (!row.database_user.empty()) {
    name += (name.empty() ? "" : " as ") + row.database_user;
  }
  return printable(row.host.empty() ? name : name + " on " + row.host);
}

/// "2024-06-01 16:03:13", without the fraction.
std::string to_the_second(const std::string& started) {
  std::string text = started.substr(0, started.find('.'));
  std::replace(text.begin(), text.end(), 'T', ' ');
  return printable(text);
}

std::string whole_entry(const audit_row& row) {
  return fmt::format(
      "{} {}\n  Started:  {}\n  Duration: {}\n  By:       {}\n  Program:  fz {}\n  SHA-256:  {}\n",
      printable(row.entry.direction), printable(row.entry.revision), printable(row.started),
      in_words(row.duration), author(row), printable(row.program_version),
      row.entry.sha256.empty() ? "none" : printable(row.entry.sha256));
}

void show(const std::vector<audit_row>& rows, bool verbose) {
  std::size_t width = 0;
  for (const audit_row& row : rows) {
    width = std::max(width, display_width(printable(row.entry.revision)));
  }
  for (const audit_row& row : rows) {
    if (verbose) {
      print((&row == &rows.front() ? "" : "\n") + whole_entry(row));
      continue;
    }
    const std::string id = printable(row.entry.revision);
    const std::string line = fmt::format(
        "{}  {:<9}  {}{:{}}  {:>8}  {}", to_the_second(row.started), printable(row.entry.direction),
        id, "", width - display_width(id), in_words(row.duration), author(row));
    print(line.substr(0, line.find_last_not_of(' ') + 1) + "\n");
  }
}

task<int> run(invocation& call, std::shared_ptr<log_line> line) {
  const auto rows = co_await command::log(call.context(), line->wanted);
  if (!rows) {
    call.reporter().log(log_level::info, "command",
                        fmt::format("No history is kept yet: the next step makes the table {}",
                                    quote(call.context().config.alembic.audit_table)));
  }
  if (call.json()) {
    print(to_json(rows.value_or(std::vector<audit_row>())));
  } else if (rows) {
    show(*rows, line->verbose);
  }
  co_return done;
}

}  // namespace

void declare_log(command_spec added) {
  const auto line = std::make_shared<log_line>();
  added.option("-n,--limit", line->wanted.limit, "N", "At most N steps")
      .option("--revision", line->wanted.revision, "ID",
              "Only steps of this revision; the beginning of its id is enough")
      .flag("-v,--verbose", line->verbose, "Print every detail")
      .examples({"fz migrate log", "fz migrate log -n 10", "fz migrate log --revision 74f3 -v"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
