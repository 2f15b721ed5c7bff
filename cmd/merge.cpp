#include "core/command/merge.hpp"

#include "cmd/commands.hpp"
#include "cmd/written_revision.hpp"

#include <memory>
#include <utility>

namespace fz::cmd {
namespace {

task<int> run(invocation& call, std::shared_ptr<command::merge_options> options) {
  revision written = co_await command::merge(call.context(), *options);
  co_await finish_written(call, std::move(written));
  co_return 0;
}

}  // namespace

void declare_merge(command_spec added) {
  const auto options = std::make_shared<command::merge_options>();
  auto& draft = options->draft;
  added
      .arguments("REVISION", options->revisions, command_spec::need::required,
                 "Two or more revisions, or heads for all heads")
      .option("-m,--message", draft.message, "TEXT", "Why, in one line")
      .flag("--splice", draft.splice, "Let it follow revisions that are not heads")
      .option("--branch-label", draft.branch_labels, "LABEL", "Name the branch that begins here")
      .option("--rev-id", draft.rev_id, "ID", "Its id; default: a random one")
      .examples(
          {"fz migrate merge heads -m 'join shop and billing'", "fz migrate merge ae10 27c6"});
  added.runs([options](invocation& call) { return run(call, options); });
}

}  // namespace fz::cmd
