#include "core/command/merge.hpp"

#include "cmd/commands.hpp"
#include "cmd/written_revision.hpp"

#include <memory>
#include <utility>

namespace fz::cmd {
namespace {

task<int> run(session& s, std::shared_ptr<fz::command::merge_options> options) {
  revision written = co_await fz::command::merge(s.environment(), *options);
  co_await finish_written(s, std::move(written));
  co_return 0;
}

}  // namespace

void add_merge(command& to) {
  to.subcommand("merge", "Write a revision file that joins branches", [](command added) {
    const auto options = std::make_shared<fz::command::merge_options>();
    auto& draft = options->draft;
    added
        .arguments("revision", options->revisions, command::need::required,
                   "Two revisions or more, or heads for all of them")
        .option("-m,--message", draft.message, "TEXT", "Why, in one line")
        .flag("--splice", draft.splice, "Let it follow revisions that are no heads")
        .option("--branch-label", draft.branch_labels, "LABEL", "Name the branch that begins here")
        .option("--rev-id", draft.rev_id, "ID", "Its id; random unless given")
        .examples(
            {"fz migrate merge heads -m 'join shop and billing'", "fz migrate merge ae10 27c6"});
    added.runs([options](session& s) { return run(s, options); });
  });
}

}  // namespace fz::cmd
