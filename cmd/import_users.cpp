#include "core/command/import_users.hpp"

#include "cmd/account_action.hpp"
#include "cmd/commands.hpp"
#include "cmd/escaped_text.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "cmd/user_file_reader.hpp"
#include "cmd/user_writer.hpp"
#include "core/async/cancellation.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

using command::existing_user;
using command::import_report;

struct import_line {
  std::string file;
  std::optional<std::string> input_format = {};
  std::optional<std::string> existing = {};
  bool generate = false;
  bool dry_run = false;
  bool continue_on_error = false;
};

existing_user existing_of(const import_line& line) {
  const std::string word = line.existing.value_or("refuse");
  if (word == "skip") return existing_user::keep;
  return word == "update" ? existing_user::update : existing_user::refuse;
}

/// "3 created, 1 updated, 2 skipped"
std::string counts_of(const import_report& report) {
  return fmt::format("{} created, {} updated, {} skipped", report.created, report.updated,
                     report.skipped);
}

std::string summary_of(const import_report& report, const import_line& line) {
  if (report.written) return fmt::format("Imported: {}.\n", counts_of(report));
  if (line.dry_run)
    return fmt::format("It would be: {}. Nothing was written.\n", counts_of(report));
  return "";
}

void print_problems(const import_report& report, const import_line& line) {
  const std::string name = line.file == "-" ? "stdin" : printable(line.file);
  for (const row_problem& each : report.problems) {
    std::fprintf(stderr, "%s:%zu: %s\n", name.c_str(), each.line,
                 printable_lines(each.reason).c_str());
  }
}

void print_passwords(const import_report& report) {
  if (report.passwords.empty()) return;
  print("username,password\n");
  for (const import_report::made_password& each : report.passwords) {
    std::string line;
    add_csv_field(each.username, line);
    print(line + ',' + each.password + '\n');
  }
}

error refusal(const import_report& report, const import_line& line) {
  const std::string count = counted(report.problems.size(), "row");
  if (report.written) {
    return error(error_kind::users,
                 fmt::format("{} could not be imported; the others were.", count));
  }
  if (line.dry_run) {
    return error(error_kind::users, fmt::format("{} cannot be imported.", count));
  }
  return error(error_kind::users,
               fmt::format("{} cannot be imported, so nothing was. Fix them, or skip them "
                           "with --continue-on-error.",
                           count));
}

void print_report(invocation& call, const import_report& report, const import_line& line) {
  if (call.json()) {
    print(to_json(report, line.dry_run));
    return;
  }
  print_problems(report, line);
  const std::string summary = summary_of(report, line);
  // The passwords are the result on stdout, so the summary goes elsewhere.
  std::fputs(summary.c_str(), report.passwords.empty() ? stdout : stderr);
  print_passwords(report);
}

task<int> run(invocation& call, std::shared_ptr<import_line> line) {
  const auto& ctx = call.context();
  command::import_users_options options;
  options.file = co_await read_user_file(line->file, line->input_format, ctx.pool);
  options.existing = existing_of(*line);
  options.generate = line->generate;
  options.dry_run = line->dry_run;
  options.continue_on_error = line->continue_on_error;
  outcome<import_report> ended;
  co_await ended.capture(command::import_users(ctx, std::move(options)));
  if (is_cancellation(ended.failure())) {
    throw error(error_kind::interrupted, "Interrupted; nothing was imported.");
  }
  const import_report report = ended.take();
  print_report(call, report, *line);
  if (!report.problems.empty()) {
    flush_output();
    throw refusal(report, *line);
  }
  co_return 0;
}

}  // namespace

void declare_import_users(command_spec added) {
  const auto line = std::make_shared<import_line>();
  added
      .argument("FILE", line->file, command_spec::need::required,
                "CSV with column names, JSON, or JSON lines; - is stdin")
      .choice("--input-format", line->input_format, {"csv", "json", "jsonl"},
              "The format of the file; default: found out from its name or content")
      .choice("--existing", line->existing, {"refuse", "skip", "update"},
              "What to do with accounts that exist; default: refuse")
      .flag("--generate", line->generate,
            "Generate a password for each account without one, and print it")
      .flag("--dry-run", line->dry_run, "Check everything; write nothing")
      .flag("--continue-on-error", line->continue_on_error, "Skip the rows that cannot be imported")
      .examples({"fz import-users users.csv --dry-run", "fz import-users users.csv",
                 "fz import-users users.jsonl --existing update",
                 "fz export-users --hashes | fz --url sqlite:///other.db import-users -"});
  runs_account_action(added, line, run);
}

}  // namespace fz::cmd
