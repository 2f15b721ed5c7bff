#include "core/command/schema_show.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/relation_json.hpp"
#include "cmd/scratch_advice.hpp"
#include "cmd/terminal.hpp"
#include "core/schema/diagram.hpp"
#include "core/schema/relation_text.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace fz::cmd {
namespace {

struct show_line {
  std::string table;
  std::optional<std::string> source;
  std::optional<std::string> scratch_url;
  std::optional<std::string> format;
  bool rows = false;
  bool size = false;
};

command::schema_show_request request_of(const show_line& line, const config& settings) {
  const std::filesystem::path here = std::filesystem::current_path();
  command::schema_show_request request;
  if (line.source) {
    request.source = command::parse_schema_source(settings, *line.source, here);
  } else {
    request.source.url = configured_database(settings);
  }
  if (line.scratch_url) request.scratch = parse_database_url(*line.scratch_url, here);
  request.table = line.table;
  request.count_rows = line.rows;
  request.measure_size = line.size;
  return request;
}

std::string bytes_text(std::int64_t bytes) {
  constexpr std::int64_t kilo = 1024;
  if (bytes < kilo * kilo) return fmt::format("{} kB", (bytes + kilo - 1) / kilo);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (kilo * kilo));
}

std::string amount_text(const command::table_amount& amount) {
  std::vector<std::string> parts;
  if (amount.rows) {
    parts.push_back(fmt::format("{}{} rows", amount.is_estimate ? "about " : "", *amount.rows));
  }
  if (amount.bytes) parts.push_back(bytes_text(*amount.bytes));
  return parts.empty() ? "" : fmt::format("  {}\n", join(parts, ", "));
}

std::string text_of(const command::schema_show_report& report) {
  if (report.relations.empty()) return "There are no tables.\n";
  std::string text;
  for (std::size_t i = 0; i < report.relations.size(); ++i) {
    if (i > 0) text += '\n';
    std::string one = to_text(report.relations[i]);
    if (i < report.amounts.size()) one.insert(one.find('\n') + 1, amount_text(report.amounts[i]));
    text += one;
  }
  return text;
}

std::string shown(const command::schema_show_report& report, const std::string& format) {
  if (format == "json") return to_json(report);
  if (format == "mermaid") return mermaid_diagram(report.relations);
  if (format == "dot") return dot_diagram(report.relations);
  if (format == "svg") return svg_diagram(report.relations);
  return text_of(report);
}

task<int> run_show(invocation& call, std::shared_ptr<show_line> line) {
  const command::context& ctx = call.context_anywhere();
  const command::schema_show_report report =
      co_await with_scratch_advice(command::show_schema(ctx, request_of(*line, ctx.config)));
  const std::string rest = describe(report.schema.rest());
  if (!rest.empty()) {
    for (const std::string_view each : split(rest, '\n')) {
      call.reporter().log(log_level::warning, "schema", std::string(each));
    }
  }
  print(shown(report, line->format.value_or(call.json() ? "json" : "text")));
  co_return done;
}

}  // namespace

void declare_schema_show(command_spec added) {
  const auto line = std::make_shared<show_line>();
  added
      .argument("TABLE", line->table, command_spec::need::optional,
                "A table or view; default: every table")
      .option("--source", line->source, "SOURCE",
              "What `fz schema diff` takes; without it, the configured database")
      .option("--scratch-url", line->scratch_url, "URL", "Where SQL files are loaded to be read")
      .choice("--format", line->format, {"text", "json", "mermaid", "dot", "svg"},
              "How to print it; the last three are diagrams")
      .flag("--rows", line->rows, "Also print the number of rows of each table")
      .flag("--size", line->size, "Also print the size of each table and its indexes")
      .examples({"fz schema show", "fz schema show orders --rows --size",
                 "fz schema show --format mermaid > schema.mmd"});
  added.runs([line](invocation& call) { return run_show(call, line); });
}

}  // namespace fz::cmd
