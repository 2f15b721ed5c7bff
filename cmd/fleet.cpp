#include "cmd/commands.hpp"
#include "cmd/confirmation.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/fleet_report.hpp"
#include "cmd/fleet_selection.hpp"
#include "cmd/fleet_view.hpp"
#include "cmd/terminal.hpp"
#include "core/async/alongside.hpp"
#include "core/async/sleep.hpp"
#include "core/command/fleet_run.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

struct fleet_line {
  command::fleet_run_options options;
  std::string target = "head";
  std::vector<std::string> revisions;  // of a stamp
  bool purges = false;
  bool single_transaction = false;
  bool yes = false;
  bool asks_between = false;
  bool begins_anew = false;
  std::optional<std::string> report;
  std::optional<std::string> coordinate;
};

std::string question_for(const std::string& what, const command::fleet_plan& plan) {
  std::string waves;
  if (plan.waves.size() > 1) {
    for (const wave& each : plan.waves) {
      waves += fmt::format("{}{} {}", waves.empty() ? " (" : ", ", each.name, each.targets.size());
    }
    waves += ")";
  }
  return fmt::format("{} {}{}?", what, counted(plan.targets.size() - plan.done_before, "target"),
                     waves);
}

/// On a terminal the run asks first.
task<bool> may_begin(std::string question, bool agreed_before) {
  if (agreed_before || !is_terminal(stdin) || !is_terminal(stderr)) co_return true;
  co_return co_await ask_yes_or_no(std::move(question));
}

task<> show_progress(fleet_view& view) {
  constexpr std::chrono::milliseconds between_looks(200);
  for (;;) {
    co_await sleep(between_looks);
    view.tick();
  }
}

int exit_code_for(const command::fleet_report& report) {
  if (report.summary.interrupted) return interrupted;
  const bool all = command::count_of(report.states, target_phase::done) == report.states.size();
  return all ? done : failed;
}

void show(const command::fleet_report& report, const fleet_line& line, invocation& call) {
  print(call.json() ? to_json_line(report) : in_words(report));
  if (line.report) write_report(report, *line.report);
}

void set_questions(fleet_line& line, const std::string& what) {
  const bool yes = line.yes || line.options.dry_run;
  line.options.confirm = [what, yes](const command::fleet_plan& plan) {
    return may_begin(question_for(what, plan), yes);
  };
  if (!line.asks_between) return;
  line.options.confirm_wave = [](const wave& before, const wave& next) {
    return ask_yes_or_no(fmt::format("{} has ended. Continue with {} ({})?", before.name, next.name,
                                     counted(next.targets.size(), "target")));
  };
}

/// Nothing is awaited after the run: it may have been cancelled, and its report is still to come.
task<int> run(invocation& call, std::shared_ptr<fleet_line> line, std::string what) {
  if (line->report) check_report_name(*line->report);
  if (line->single_transaction) line->options.scope = transaction_scope::all;
  line->options.resumes = !line->begins_anew;
  if (line->coordinate) {
    line->options.sharing.coordinate =
        url_setting{{*line->coordinate, ""}, "--coordinate", std::filesystem::current_path()};
  }
  set_questions(*line, what);
  fleet_view view(call.reporter());
  fleet_events events;
  fleet_observer* heard = &view;
  if (call.json()) heard = &events;
  task<command::fleet_report> work = command::run_fleet(call.context(), line->options, *heard);
  const command::fleet_report report = co_await run_alongside(std::move(work), show_progress(view));
  call.reporter().status("");
  show(report, *line, call);
  co_return exit_code_for(report);
}

task<int> move(invocation& call, const std::shared_ptr<fleet_line>& line, direction way) {
  line->options.goal = move_to{way, line->target};
  const char* verb = way == direction::upgrade ? "Upgrade to" : "Downgrade to";
  return run(call, line, fmt::format("{} {}:", verb, printable(line->target)));
}

task<int> stamp(invocation& call, const std::shared_ptr<fleet_line>& line) {
  line->options.goal = stamp_at{line->revisions, line->purges ? purge::yes : purge::no};
  return run(call, line, fmt::format("Stamp {}:", printable(join(line->revisions, ", "))));
}

void declare_run(command_spec& added, const std::shared_ptr<fleet_line>& line) {
  declare(added, line->options.which);
  declare_jobs(added, line->options.pace);
  declare_rollout(added, line->options.pace);
  command::run_limits& limits = line->options.limits;
  added.flag("--ask", line->asks_between, "Ask before each further wave")
      .flag("-y,--yes", line->yes, "Do not ask before the first target")
      .flag("--dry-run", line->options.dry_run, "Plan every target; write nothing")
      .flag("--restart", line->begins_anew,
            "Start over instead of continuing a run that was stopped")
      .option("--coordinate", line->coordinate, "URL",
              "Share the run with other processes by a PostgreSQL database")
      .option("--run", line->options.sharing.run, "NAME",
              "The shared run's name; a process that comes after its end gets its report")
      .option("--lease", line->options.sharing.lease,
              "After how long without a sign of life others take over (30s)")
      .option("--report", line->report, "FILE",
              "Write every target to a file: .json, .csv, or JUnit's .xml")
      .option("--lock-timeout", limits.lock_timeout,
              "How long to wait for another runner, or for a locked file")
      .option("--statement-lock-timeout", limits.statement_lock_timeout,
              "How long a statement waits for a lock before its step is tried again")
      .option("--retries", limits.retries, "N", "How often a step is tried again")
      .option("--statement-timeout", limits.statement_timeout, "How long a statement may take");
}

}  // namespace

void declare_fleet_upgrade(command_spec added) {
  const auto line = std::make_shared<fleet_line>();
  added
      .argument("target", line->target, command_spec::need::optional,
                "head (unless given), heads, an id or its beginning, …")
      .flag("--single-transaction", line->single_transaction,
            "Each target in one transaction: all of it happens or nothing")
      .examples({"fz fleet upgrade head", "fz fleet upgrade head --canary plan=free --waves 1%,10%",
                 "fz fleet upgrade head --only 'eu-*' --report report.xml",
                 "fz fleet upgrade head --targets tenants.txt --max-failures 5"});
  declare_run(added, line);
  added.runs([line](invocation& call) { return move(call, line, direction::upgrade); });
}

void declare_fleet_downgrade(command_spec added) {
  const auto line = std::make_shared<fleet_line>();
  added
      .argument("target", line->target, command_spec::need::required,
                "-N, base, an id or its beginning, …")
      .flag("--single-transaction", line->single_transaction,
            "Each target in one transaction: all of it happens or nothing")
      .examples({"fz fleet downgrade 74f3 --only 'eu-*'"});
  declare_run(added, line);
  added.runs([line](invocation& call) { return move(call, line, direction::downgrade); });
}

void declare_fleet_stamp(command_spec added) {
  const auto line = std::make_shared<fleet_line>();
  added
      .arguments("revision", line->revisions, command_spec::need::required,
                 "head, base, an id or its beginning, …")
      .flag("--purge", line->purges, "Empty the version tables first, whatever they hold")
      .examples({"fz fleet stamp head"});
  declare_run(added, line);
  added.runs([line](invocation& call) { return stamp(call, line); });
}

}  // namespace fz::cmd
