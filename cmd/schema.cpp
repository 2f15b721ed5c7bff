#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/not_compared_log.hpp"
#include "cmd/schema_json.hpp"
#include "cmd/scratch_advice.hpp"
#include "cmd/terminal.hpp"
#include "core/command/schema_diff.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

struct diff_line {
  std::string from;
  std::string to;
  std::optional<std::string> format;
  std::optional<std::string> scratch_url;
  bool sql = false;
};

struct dump_line {
  std::string source;
  std::optional<std::string> format;
  std::optional<std::string> scratch_url;
};

constexpr const char* schema_source_help =
    "A database URL, a file of SQL, a folder of such files, 'revisions', 'revisions@REV' or "
    "'target'";

std::filesystem::path here() { return std::filesystem::current_path(); }

std::optional<database_url> scratch_of(const std::optional<std::string>& given) {
  if (!given) return std::nullopt;
  return parse_database_url(*given, here());
}

/// What is not compared, for the head of a script: the log is not kept with the script.
std::string as_comments(const std::vector<not_compared>& rest) {
  const std::string lines = describe(rest);
  std::string text;
  if (lines.empty()) return text;
  for (const std::string_view line : split(lines, '\n')) text += "-- " + std::string(line) + "\n";
  return text;
}

/// What either side has that is not compared.
std::vector<not_compared> rest_of(const command::schema_diff_report& report) {
  std::vector<not_compared> both = report.from_rest;
  for (const not_compared& each : report.to_rest) {
    if (std::find(both.begin(), both.end(), each) == both.end()) both.push_back(each);
  }
  return both;
}

task<int> run_diff(invocation& call, std::shared_ptr<diff_line> line) {
  const command::context& ctx = call.context_anywhere();
  command::schema_diff_request request;
  request.from = command::parse_schema_source(ctx.config, line->from, here());
  request.to = command::parse_schema_source(ctx.config, line->to, here());
  request.scratch = scratch_of(line->scratch_url);
  request.with_sql = line->sql;
  const command::schema_diff_report report =
      co_await with_scratch_advice(command::diff_schemas(ctx, request));
  const bool json = call.json() || line->format == "json";
  if (json) {
    print(to_json(report));
  } else {
    tell_rest(rest_of(report), call);
    if (line->sql) {
      print(as_comments(rest_of(report)) + report.sql);
    } else {
      print(report.differences.empty() ? "The schemas are equal.\n" : describe(report.differences));
    }
  }
  co_return report.differences.empty() ? done : check_found_something;
}

task<int> run_dump(invocation& call, std::shared_ptr<dump_line> line) {
  const command::context& ctx = call.context_anywhere();
  command::schema_source source;
  if (line->source.empty()) {
    source.url = configured_database(ctx.config);
  } else {
    source = command::parse_schema_source(ctx.config, line->source, here());
  }
  const command::schema_dump dumped = co_await with_scratch_advice(
      command::dump_schema(ctx, std::move(source), scratch_of(line->scratch_url)));
  tell_rest(dumped.schema.rest(), call);
  const bool json = call.json() || line->format == "json";
  print(json ? to_json(dumped.schema) : as_comments(dumped.schema.rest()) + dumped.sql);
  co_return done;
}

}  // namespace

void declare_schema_diff(command_spec added) {
  const auto line = std::make_shared<diff_line>();
  added.argument("FROM", line->from, command_spec::need::required, schema_source_help)
      .argument("TO", line->to, command_spec::need::required,
                "What to compare it with; the same as FROM")
      .flag("--sql", line->sql, "Print the SQL that leads from FROM to TO")
      .option("--scratch-url", line->scratch_url, "URL",
              "Where files are loaded to be compared: a server on which databases may be made, "
              "or sqlite://")
      .choice("--format", line->format, {"text", "json"}, "How to print the differences")
      .examples({"fz schema diff schema.sql postgresql://localhost/app",
                 "fz schema diff revisions target",
                 "fz schema diff --sql old.sql new.sql --scratch-url sqlite://"});
  added.runs([line](invocation& call) { return run_diff(call, line); });
}

void declare_schema_dump(command_spec added) {
  const auto line = std::make_shared<dump_line>();
  added
      .argument("SOURCE", line->source, command_spec::need::optional,
                std::string(schema_source_help) + "; without it, the configured database")
      .option("--scratch-url", line->scratch_url, "URL", "Where SQL files are loaded to be read")
      .choice("--format", line->format, {"sql", "json"}, "How to print it")
      .examples({"fz schema dump > schema.sql", "fz schema dump sqlite:///app.db --format json"});
  added.runs([line](invocation& call) { return run_dump(call, line); });
}

}  // namespace fz::cmd
