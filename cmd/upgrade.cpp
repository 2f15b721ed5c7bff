#include "core/command/upgrade.hpp"

#include "cmd/commands.hpp"
#include "cmd/confirmation.hpp"
#include "cmd/json_output.hpp"
#include "cmd/run_failure.hpp"
#include "cmd/run_view.hpp"
#include "cmd/sql_option.hpp"
#include "cmd/terminal.hpp"
#include "core/command/offline.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

struct run_line {
  command::run_options options;
  bool single_transaction = false;
  std::optional<std::string> interrupted;
  sql_option sql;
};

/// On a terminal a downgrade by more than one revision asks first.
task<bool> may_go_down(run_report planned, bool agreed_before) {
  if (agreed_before || planned.steps.size() < 2 || !is_terminal(stdin) || !is_terminal(stderr)) {
    co_return true;
  }
  co_return co_await ask_yes_or_no(fmt::format("Undo {}? Their objects and data will be dropped.",
                                               counted(planned.steps.size(), "revision")));
}

void show(const run_report& report, const run_line& line, invocation& call) {
  if (call.json()) {
    print(to_json(report, line.options.dry_run));
    return;
  }
  if (report.steps.empty()) {
    const std::string rows =
        report.rows_after.empty() ? "base" : printable(enumerate(report.rows_after));
    call.reporter().log(log_level::info, "runtime",
                        fmt::format("Nothing to do: the database is at {}", rows));
  }
  if (!line.options.dry_run) return;
  for (const step_report& each : report.steps) print(in_words(each) + "\n");
}

/// What a direction is called and how it is run, online and offline.
struct movement {
  task<run_outcome> (*run)(const command::context&, command::run_options, run_observer&);
  task<command::offline_result> (*write)(const command::context&, command::offline_options);
};

task<int> run(invocation& call, std::shared_ptr<run_line> line, movement move) {
  if (line->single_transaction) line->options.scope = transaction_scope::all;
  if (line->interrupted) {
    line->options.interrupted =
        *line->interrupted == "done" ? interrupted_statement::done : interrupted_statement::redo;
  }
  check(line->sql);
  if (line->sql.given && line->options.dry_run) {
    throw error(error_kind::usage,
                "--dry-run and --sql exclude each other: with --sql nothing is run either.");
  }
  if (line->sql.given) {
    command::offline_options options{line->options.target, line->options.scope, line->sql.tag};
    const auto script = co_await move.write(call.context(), std::move(options));
    show(script, call);
    co_return 0;
  }
  run_view view(call.reporter());
  const run_outcome ended = co_await move.run(call.context(), line->options, view);
  throw_failure(ended);
  show(ended.report, *line, call);
  co_return 0;
}

void declare_limits(command_spec& added, const std::shared_ptr<run_line>& line) {
  command::run_limits& limits = line->options.limits;
  added.flag("--dry-run", line->options.dry_run, "Print what would be run; write nothing")
      .option("--lock-timeout", limits.lock_timeout,
              "How long to wait for another run of fz to end, such as 60s, 500ms, 2m")
      .option("--statement-lock-timeout", limits.statement_lock_timeout,
              "How long a statement waits for a lock before its step is tried again")
      .option("--retries", limits.retries, "N", "How often to try a step again")
      .option("--statement-timeout", limits.statement_timeout, "How long a statement may take")
      .option("--wait", limits.wait, "How long to wait for a server that is still starting")
      .choice("--interrupted-statement,--unsettled", line->interrupted, {"done", "redo"},
              "Whether a statement that an earlier run left in doubt is done, or to be run again");
}

void declare(command_spec added, const std::shared_ptr<run_line>& line, movement move) {
  declare_limits(added, line);
  added.flag("--single-transaction", line->single_transaction,
             "Run everything in one transaction: all of it happens or nothing");
  declare(added, line->sql);
  added.runs([line, move](invocation& call) { return run(call, line, move); });
}

}  // namespace

void declare_upgrade(command_spec added) {
  const auto line = std::make_shared<run_line>();
  line->options.target = "head";
  added
      .argument("TARGET", line->options.target, command_spec::need::optional,
                "head (the default), heads, an id or its beginning, +N, LABEL@head, …; with --sql "
                "also FROM:TARGET")
      .examples({"fz migrate upgrade head", "fz migrate upgrade +1 --dry-run",
                 "fz migrate upgrade 74f3 --single-transaction",
                 "fz migrate upgrade 74f3:head --sql > upgrade.sql"});
  declare(added, line, {&command::upgrade, &command::upgrade_sql});
}

void declare_resume(command_spec added) {
  const auto line = std::make_shared<run_line>();
  added.examples({"fz migrate resume", "fz migrate resume --interrupted-statement done"});
  declare_limits(added, line);
  added.runs([line](invocation& call) { return run(call, line, {&command::resume, nullptr}); });
}

void declare_downgrade(command_spec added) {
  const auto line = std::make_shared<run_line>();
  const auto yes = std::make_shared<bool>(false);
  line->options.confirm = [yes](const run_report& planned) { return may_go_down(planned, *yes); };
  added.flag("-y,--yes", *yes, "Do not ask before undoing more than one revision");
  added
      .argument("TARGET", line->options.target, command_spec::need::required,
                "-N, base, an id or its beginning, …; with --sql FROM:TARGET")
      .examples({"fz migrate downgrade -1", "fz migrate downgrade 74f3",
                 "fz migrate downgrade base --dry-run",
                 "fz migrate downgrade head:-1 --sql > downgrade.sql"});
  declare(added, line, {&command::downgrade, &command::downgrade_sql});
}

}  // namespace fz::cmd
