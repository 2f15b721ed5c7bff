#include "core/command/init.hpp"

#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace fz::cmd {
namespace {

task<int> run(session& s, std::shared_ptr<std::string> folder) {
  for (const auto& made : fz::command::init(*folder)) {
    print(fmt::format("Created {}\n", printable(made.string())));
  }
  s.reporter().log(log_level::info, "command",
                   "Set the database URL in alembic.toml, write a revision with "
                   "`fz migrate revision -m MESSAGE`, then run `fz migrate upgrade head`");
  co_return 0;
}

}  // namespace

void add_init(command& top) {
  top.subcommand("init", "Make alembic.toml and migrations/versions", [](command added) {
    const auto folder = std::make_shared<std::string>(".");
    added
        .argument("dir", *folder, command::need::optional,
                  "The project's folder; the current one unless given")
        .examples({"fz init", "fz init backend"});
    added.runs([folder](session& s) { return run(s, folder); });
  });
}

}  // namespace fz::cmd
