#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"
#include "core/command/export_sql.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

struct export_line {
  std::optional<std::string> to;
  std::string folder;
  std::optional<std::string> dialect;
};

task<int> run(invocation& call, std::shared_ptr<export_line> line) {
  command::export_sql_options options;
  options.folder = (std::filesystem::current_path() / line->folder).lexically_normal();
  if (line->dialect) {
    options.dialect = *line->dialect == "sqlite" ? dialect::sqlite : dialect::postgresql;
  }
  const command::export_sql_report report = co_await command::export_sql(call.context(), options);
  for (const std::string& each : report.notes) {
    call.reporter().log(log_level::info, "command", printable(each));
  }
  print(fmt::format("Wrote {} into {}.\n", counted(report.files.size(), "file"),
                    printable(line->folder)));
  co_return 0;
}

}  // namespace

void declare_export(command_spec added) {
  const auto line = std::make_shared<export_line>();
  added
      .argument("FOLDER", line->folder, command_spec::need::required,
                "The folder for the files; it is made if it is missing")
      .choice("--to", line->to, {"sql"}, "What to write: numbered .up.sql and .down.sql files")
      .choice("--dialect", line->dialect, {"sqlite", "postgresql"},
              "The kind of database; default: that of the configured one")
      .examples({"fz export --to sql plain", "fz export --to sql plain --dialect postgresql"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
