#include "core/command/listing.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/revision/diagram.hpp"
#include "core/revision/drawing.hpp"
#include "core/revision/entry_text.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

using command::revision_list;
using command::status_report;

/// How one revision is written down.
struct style {
  bool verbose = false;
  entry_parts parts = {};
};

std::string entry(const revision_list& list, node n, const style& how) {
  if (how.verbose) return log_entry(list.map(), n, list.is_row(n));
  entry_parts parts = how.parts;
  parts.is_current = parts.is_current && list.is_row(n);
  return short_entry(list.map(), n, parts) + "\n";
}

void show(const revision_list& list, const style& how, const invocation& call) {
  if (call.json()) {
    print(to_json(list));
    return;
  }
  for (const node n : list.revisions) print(entry(list, n, how));
}

/// On a terminal, where a person looks, the graph is drawn beside the entries.
void show_drawn(const revision_list& list, const style& how, const invocation& call) {
  if (call.json() || how.verbose || !is_terminal(stdout)) {
    show(list, how, call);
    return;
  }
  std::size_t width = 0;
  const std::vector<drawn_line> lines = draw_graph(list.map(), list.revisions);
  for (const drawn_line& line : lines) width = std::max(width, line.text.size());
  for (const drawn_line& line : lines) {
    if (line.revision) {
      print(fmt::format("{:<{}}  {}", line.text, width, entry(list, *line.revision, how)));
    } else {
      print(line.text + "\n");
    }
  }
}

/// Throws error(check) if a step was stopped half-way: what is listed is then not all that is
/// there.
void check_whole(const revision_list& list) {
  if (!list.unfinished) return;
  throw error(error_kind::check, in_words(*list.unfinished) + ".",
              {remedy::action::finish_revision});
}

struct current_line {
  bool verbose = false;
  bool check_heads = false;
};

task<int> run_current(invocation& call, std::shared_ptr<current_line> line) {
  const revision_list list = co_await command::current(call.context());
  if (line->verbose && !call.json()) {
    print(fmt::format("Current revision(call) for {}:\n",
                      printable(to_string(configured_database(call.context().config)))));
  }
  show(list, {line->verbose, {}}, call);
  check_whole(list);
  if (!line->check_heads || is_at_heads(list)) co_return done;
  throw error(error_kind::check, "Database is not on all head revisions.");
}

struct history_line {
  command::history_options options;
  bool verbose = false;
  std::optional<std::string> format;
};

/// Marks where the database is if that was asked for.
void print_diagram(const revision_list& list, const std::string& format) {
  const auto current = [&list](node n) { return list.rows && list.is_row(n); };
  print(format == "dot" ? dot_history(list.map(), list.revisions, current)
                        : mermaid_history(list.map(), list.revisions, current));
}

task<int> run_history(invocation& call, std::shared_ptr<history_line> line) {
  const revision_list list = co_await command::history(call.context(), line->options);
  const std::string format = line->format.value_or("");
  if (format == "mermaid" || format == "dot") {
    print_diagram(list, format);
    check_whole(list);
    co_return done;
  }
  if (format == "json") {
    print(to_json(list));
    check_whole(list);
    co_return done;
  }
  const entry_parts parts{.parents = true, .labels = true, .is_current = true, .message = true};
  show_drawn(list, {line->verbose, parts}, call);
  check_whole(list);
  co_return done;
}

struct heads_line {
  bool verbose = false;
  bool resolve_dependencies = false;
};

task<int> run_heads(invocation& call, std::shared_ptr<heads_line> line) {
  using command::which_heads;
  const auto which = line->resolve_dependencies ? which_heads::real : which_heads::all;
  const style how{line->verbose, {.labels = true, .points = false}};
  // Where a person looks, several heads are shown with how they came apart.
  const bool drawn =
      is_terminal(stdout) && !call.json() && !line->verbose && !line->resolve_dependencies;
  task<revision_list> listing =
      drawn ? command::divergence(call.context()) : command::heads(call.context(), which);
  const revision_list list = co_await std::move(listing);
  show_drawn(list, how, call);
  co_return done;
}

task<int> run_branches(invocation& call, std::shared_ptr<bool> verbose) {
  const revision_list list = co_await command::branches(call.context());
  if (call.json()) {
    print(to_json(list));
    co_return done;
  }
  for (const node n : list.revisions) print(branch_entry(list.map(), n, *verbose));
  co_return done;
}

task<int> run_show(invocation& call, std::shared_ptr<std::string> identifier) {
  const revision_list list = co_await command::show(call.context(), *identifier);
  show(list, {true, {}}, call);
  check_whole(list);
  co_return done;
}

void show_status(const status_report& report, invocation& call) {
  if (call.json()) {
    print(to_json(report));
    return;
  }
  const revision_list& list = report.all;
  std::size_t width = 0;
  const std::vector<drawn_line> lines = draw_graph(list.map(), list.revisions);
  for (const drawn_line& line : lines) width = std::max(width, line.text.size());
  std::size_t next = 0;
  for (const drawn_line& line : lines) {
    if (!line.revision) {
      print(line.text + "\n");
      continue;
    }
    const node n = *line.revision;
    const char* state = list.is_row(n) ? "current" : report.applied[next] ? "applied" : "pending";
    ++next;
    const entry_parts parts{.labels = true, .points = false, .message = true};
    print(fmt::format("{:<{}}  {}  {}\n", line.text, width, state,
                      short_entry(list.map(), n, parts)));
  }
  print(counted(report.pending, "pending revision") + "\n");
  for (const node n : report.changed) {
    print(fmt::format("Changed since it was applied: {}\n", printable(list.map()[n].file)));
  }
}

task<int> run_status(invocation& call) {
  const status_report report = co_await command::status(call.context());
  show_status(report, call);
  check_whole(report.all);
  const bool all_is_well = report.pending == 0 && report.changed.empty();
  co_return all_is_well ? done : check_found_something;
}

}  // namespace

void declare_current(command_spec added) {
  const auto line = std::make_shared<current_line>();
  added.flag("-v,--verbose", line->verbose, "Print every detail")
      .flag("-c,--check-heads", line->check_heads,
            "Exit with 3 unless the database is at all heads")
      .examples({"fz migrate current", "fz migrate current --check-heads"});
  added.runs([line](invocation& call) { return run_current(call, line); });
}

void declare_history(command_spec added) {
  const auto line = std::make_shared<history_line>();
  added
      .option("-r,--rev-range", line->options.range, "A:B",
              "Only from A to B, both included; either may be `current`")
      .flag("-v,--verbose", line->verbose, "Print every detail")
      .flag("-i,--indicate-current", line->options.indicate_current,
            "Mark the revisions that the database is at")
      .choice("--format", line->format, {"text", "json", "mermaid", "dot"},
              "How to print them; the last two are diagrams")
      .examples({"fz migrate history", "fz migrate history -r current:head",
                 "fz migrate history --rev-range=-3: -v",
                 "fz migrate history --format mermaid -i > history.mmd"});
  added.runs([line](invocation& call) { return run_history(call, line); });
}

void declare_heads(command_spec added) {
  const auto line = std::make_shared<heads_line>();
  added.flag("-v,--verbose", line->verbose, "Print every detail")
      .flag("--resolve-dependencies", line->resolve_dependencies,
            "Leave out heads that other revisions depend on")
      .examples({"fz migrate heads", "fz migrate heads --verbose"});
  added.runs([line](invocation& call) { return run_heads(call, line); });
}

void declare_branches(command_spec added) {
  const auto verbose = std::make_shared<bool>(false);
  added.flag("-v,--verbose", *verbose, "Also print the messages of the revisions that follow")
      .examples({"fz migrate branches"});
  added.runs([verbose](invocation& call) { return run_branches(call, verbose); });
}

void declare_show(command_spec added) {
  const auto identifier = std::make_shared<std::string>();
  added
      .argument("REVISION", *identifier, command_spec::need::required,
                "An id or its beginning, head, heads, current, a branch label, …")
      .examples({"fz migrate show head", "fz migrate show 74f3"});
  added.runs([identifier](invocation& call) { return run_show(call, identifier); });
}

void declare_status(command_spec added) {
  added.examples({"fz migrate status", "fz --format json migrate status"});
  added.runs([](invocation& call) { return run_status(call); });
}

}  // namespace fz::cmd
