#include "core/command/init.hpp"

#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace fz::cmd {
namespace {

struct init_line {
  std::string folder = ".";
  bool users = false;
};

task<int> run(invocation& call, std::shared_ptr<init_line> line) {
  using command::first_revision;
  const first_revision first = line->users ? first_revision::users : first_revision::none;
  for (const auto& made : command::init(line->folder, first)) {
    print(fmt::format("Created {}\n", printable(made.string())));
  }
  call.reporter().log(
      log_level::info, "command",
      line->users ? "Set the database URL in alembic.toml, then run `fz migrate upgrade head`"
                  : "Set the database URL in alembic.toml, write a revision with "
                    "`fz migrate revision -m MESSAGE`, then run `fz migrate upgrade head`");
  co_return 0;
}

}  // namespace

void declare_init(command_spec added) {
  const auto line = std::make_shared<init_line>();
  added
      .argument("FOLDER", line->folder, command_spec::need::optional,
                "The project's folder; default: the current folder")
      .flag("--users", line->users, "Add a first revision that creates a users table")
      .examples({"fz init", "fz init backend", "fz init --users"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
