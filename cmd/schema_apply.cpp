#include "cmd/commands.hpp"
#include "cmd/confirmation.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/not_compared_log.hpp"
#include "cmd/scratch_advice.hpp"
#include "cmd/terminal.hpp"
#include "core/command/apply_schema.hpp"
#include "core/util/error.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

struct apply_line {
  std::string source;
  std::optional<std::string> scratch_url;
  bool despite_revisions = false;
  bool yes = false;
};

task<bool> show_and_ask(std::string script, bool yes) {
  print(script);
  if (yes) co_return true;
  if (!is_terminal(stdin)) {
    throw error(error_kind::usage,
                "There is no terminal to ask for confirmation: give --yes to run the plan.");
  }
  flush_output();
  std::string question = "Carry this out?";
  co_return co_await ask_yes_or_no(std::move(question));
}

command::apply_schema_request request_of(const apply_line& line, const config& settings) {
  const std::filesystem::path here = std::filesystem::current_path();
  command::apply_schema_request request;
  request.wanted = line.source.empty() ? command::wanted_schema(settings)
                                       : command::parse_schema_source(settings, line.source, here);
  if (line.scratch_url) request.scratch = parse_database_url(*line.scratch_url, here);
  request.despite_revisions = line.despite_revisions;
  const bool yes = line.yes;
  request.confirm = [yes](const std::string& script) { return show_and_ask(script, yes); };
  return request;
}

task<int> run(invocation& call, std::shared_ptr<apply_line> line) {
  const command::context& ctx = call.context_anywhere();
  const command::applied_schema applied =
      co_await with_scratch_advice(command::apply_schema(ctx, request_of(*line, ctx.config)));
  tell_rest(applied.rest, call);
  if (applied.differences.empty()) {
    print("The database already has the wanted schema; nothing to do.\n");
    co_return done;
  }
  if (!applied.applied) throw error(error_kind::usage, "Cancelled; nothing was run.");
  print("The database has the wanted schema.\n");
  co_return done;
}

}  // namespace

void declare_schema_apply(command_spec added) {
  const auto line = std::make_shared<apply_line>();
  added
      .argument("SOURCE", line->source, command_spec::need::optional,
                "A file of SQL, a folder of such files, or a database URL; without it, the "
                "wanted schema of [schema]")
      .option("--scratch-url", line->scratch_url, "URL", "Where SQL files are loaded to be read")
      .flag("--despite-revisions", line->despite_revisions,
            "Allow a database that revisions were applied to")
      .flag("--yes", line->yes, "Do not ask")
      .examples({"fz schema apply", "fz --url sqlite:///test.db schema apply schema.sql --yes"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
