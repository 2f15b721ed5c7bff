#include "cmd/commands.hpp"
#include "cmd/confirmation.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/not_compared_log.hpp"
#include "cmd/scratch_advice.hpp"
#include "cmd/terminal.hpp"
#include "cmd/written_revision.hpp"
#include "core/command/autogenerate.hpp"
#include "core/command/revision_text.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

struct revision_line {
  command::revision_options options;
  std::optional<std::string> version_path;
  std::optional<std::string> scratch_url;
  std::optional<std::string> dialects;
  bool autogenerate = false;
  bool check = false;
  bool from_database = false;
  bool offline_ddl = false;
  bool sizes = false;
};

/// Options that say how to autogenerate, without --autogenerate.
void check_usage(const revision_line& line) {
  if (line.autogenerate) return;
  for (const auto& [is_given, name] : {std::pair{line.check, "--check"},
                                       {line.from_database, "--from-database"},
                                       {line.offline_ddl, "--offline-ddl"},
                                       {line.sizes, "--sizes"},
                                       {line.dialects.has_value(), "--dialect"},
                                       {line.scratch_url.has_value(), "--scratch-url"}}) {
    if (is_given) {
      throw error(error_kind::usage, fmt::format("{} goes with --autogenerate only.", name));
    }
  }
}

/// "sqlite,postgresql".
std::vector<dialect> dialects_in(const std::string& list) {
  std::vector<dialect> dialects;
  for (const std::string_view word : split(list, ',')) {
    const std::string_view name = trim(word);
    const dialect d = name == to_string(dialect::sqlite) ? dialect::sqlite : dialect::postgresql;
    if (name != to_string(d)) {
      throw error(
          error_kind::usage,
          fmt::format("--dialect takes sqlite, postgresql or both with a comma between them, "
                      "not {}.",
                      quote(std::string(name))));
    }
    if (std::find(dialects.begin(), dialects.end(), d) != dialects.end()) {
      throw error(error_kind::usage, fmt::format("--dialect names {} twice.", name));
    }
    dialects.push_back(d);
  }
  return dialects;
}

command::autogenerate_options options_of(const revision_line& line) {
  command::autogenerate_options options;
  options.revision = line.options;
  options.from_database = line.from_database;
  options.only_look = line.check;
  options.counts_rows = line.sizes;
  if (line.dialects) options.dialects = dialects_in(*line.dialects);
  if (line.from_database && !options.dialects.empty()) {
    throw error(error_kind::usage,
                "--from-database starts from one database; --dialect does not go with it.");
  }
  if (line.offline_ddl) options.forms = statement_forms::plain;
  if (line.scratch_url) {
    options.scratch = parse_database_url(*line.scratch_url, std::filesystem::current_path());
  }
  return options;
}

/// "sqlite: ", where sections for more than one kind of database are made.
std::string prefix(const command::generated_dialect& of, const revision_line& line) {
  return line.dialects ? std::string(to_string(of.dialect)) + ": " : std::string();
}

void tell(const command::autogenerate_report& report, const revision_line& line, invocation& call) {
  for (const command::generated_dialect& each : report.dialects) {
    tell_rest(each.rest, call);
    for (const possible_rename& rename : each.unasked) {
      call.reporter().log(
          log_level::warning, "autogenerate",
          printable(fmt::format("{}{} is dropped, and {} is made. If that is a rename, write {} "
                                "beside it in the wanted schema and generate the revision again; "
                                "on a terminal you are asked.",
                                prefix(each, line), to_string(rename.from), to_string(rename.to),
                                command::comment_for(rename))));
    }
    if (each.only_plain.empty()) continue;
    call.reporter().log(log_level::warning, "autogenerate",
                        prefix(each, line) +
                            "The statements that lock less did not lead to the wanted schema, so "
                            "these are the plain ones. " +
                            each.only_plain);
  }
  if (report.todos > 0) {
    call.reporter().log(
        log_level::warning, "autogenerate",
        fmt::format("{} must be looked at: the lines `-- fz:todo` say what to check. Nothing runs "
                    "before they are taken out.",
                    counted(report.todos, "statement")));
  }
}

void print_differences(const command::autogenerate_report& report, const revision_line& line) {
  for (const command::generated_dialect& each : report.dialects) {
    if (each.differences.empty()) continue;
    if (line.dialects) print(fmt::format("{}:\n", to_string(each.dialect)));
    print(describe(each.differences));
  }
}

task<bool> ask_whether(possible_rename which) {
  std::string question =
      printable(fmt::format("Was {} renamed to {}?", to_string(which.from), which.to.name));
  co_return co_await ask_yes_or_no(std::move(question));
}

task<int> autogenerate(invocation& call, std::shared_ptr<revision_line> line) {
  const command::context& ctx = call.context();
  command::autogenerate_options options = options_of(*line);
  if (is_terminal(stdin) && is_terminal(stderr)) options.is_rename = ask_whether;
  command::autogenerate_report report =
      co_await with_scratch_advice(command::autogenerate(ctx, std::move(options)));
  tell(report, *line, call);
  const bool speaks = !call.json() && call.globals().speech != verbosity::quiet;
  if (!report.differs()) {
    if (speaks) print("The revisions already lead to the wanted schema; nothing to write.\n");
    co_return done;
  }
  if (line->check) {
    if (!call.json()) print_differences(report, *line);
    co_return check_found_something;
  }
  for (fz::revision& each : report.written) co_await finish_written(call, std::move(each));
  co_return done;
}

task<int> run(invocation& call, std::shared_ptr<revision_line> line) {
  check_usage(*line);
  if (line->version_path) line->options.draft.version_path = *line->version_path;
  if (line->autogenerate) co_return co_await autogenerate(call, line);
  revision written = co_await command::revision(call.context(), line->options);
  co_await finish_written(call, std::move(written));
  co_return done;
}

void add_autogenerate(command_spec& to, revision_line& line) {
  to.flag("--autogenerate", line.autogenerate,
          "Write what leads from the revisions to the wanted schema of [schema]")
      .flag("--check", line.check, "Only look; exit with 3 if something would be written")
      .option("--dialect", line.dialects, "LIST",
              "Sections for each of sqlite,postgresql, each planned and tried out on its own")
      .flag("--from-database", line.from_database,
            "Start from the configured database, not from the revisions")
      .flag("--sizes", line.sizes,
            "Ask the configured database how many rows each dangerous change concerns")
      .flag("--offline-ddl", line.offline_ddl,
            "Use plain statements, which may lock tables for long")
      .option("--scratch-url", line.scratch_url, "URL",
              "Where it is tried out: a server on which databases may be made, or sqlite://");
}

}  // namespace

void declare_revision(command_spec added) {
  const auto line = std::make_shared<revision_line>();
  auto& draft = line->options.draft;
  added.option("-m,--message", draft.message, "TEXT", "What the revision does, in one line")
      .option("--head", line->options.head, "REV",
              "The revision it follows, or base; default: head")
      .flag("--splice", draft.splice, "Let it follow a revision that is not a head")
      .option("--branch-label", draft.branch_labels, "LABEL", "Name the branch that begins here")
      .option("--version-path", line->version_path, "FOLDER",
              "One of version_locations; default: that of the revision it follows")
      .option("--rev-id", draft.rev_id, "ID", "Its id; default: a random one")
      .option("--depends-on", draft.depends_on, "REV", "A revision that must be applied before it");
  add_autogenerate(added, *line);
  added.examples({"fz migrate revision -m 'add a column'",
                  "fz migrate revision --autogenerate -m 'add orders'",
                  "fz migrate revision --autogenerate --dialect sqlite,postgresql -m 'add orders'",
                  "fz migrate revision -m 'begin shop' --head base --branch-label shop",
                  "fz migrate revision -m 'add orders' --head shop@head --depends-on 74f3"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
