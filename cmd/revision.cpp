#include "cmd/commands.hpp"
#include "cmd/written_revision.hpp"
#include "core/command/create_revision.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

struct revision_line {
  command::revision_options options;
  std::optional<std::string> version_path;
};

task<int> run(invocation& call, std::shared_ptr<revision_line> line) {
  if (line->version_path) line->options.draft.version_path = *line->version_path;
  revision written = co_await command::revision(call.context(), line->options);
  co_await finish_written(call, std::move(written));
  co_return 0;
}

}  // namespace

void add_revision(command_spec& to) {
  to.subcommand("revision", "Write a new revision file", [](command_spec added) {
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
        .option("--depends-on", draft.depends_on, "REV",
                "A revision that must be applied before it")
        .examples({"fz migrate revision -m 'add a column'",
                   "fz migrate revision -m 'begin shop' --head base --branch-label shop",
                   "fz migrate revision -m 'add orders' --head shop@head --depends-on 74f3"});
    added.runs([line](invocation& call) { return run(call, line); });
  });
}

}  // namespace fz::cmd
