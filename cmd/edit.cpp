#include "cmd/commands.hpp"
#include "cmd/editor.hpp"
#include "core/command/listing.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

task<int> run(invocation& call, std::shared_ptr<std::string> identifier) {
  const auto list = co_await command::show(call.context(), *identifier);
  std::vector<std::string> files;
  for (const node n : list.revisions) {
    if (!list.map()[n].file.empty()) files.push_back(list.map()[n].file);
  }
  if (files.empty()) {
    throw error(error_kind::revision,
                *identifier == "current"
                    ? "No current revisions: nothing is applied to the database."
                    : fmt::format("No revision files indicated by symbol {}.", quote(*identifier)));
  }
  co_await edit_files(call, std::move(files));
  co_return 0;
}

}  // namespace

void declare_edit(command_spec added) {
  const auto identifier = std::make_shared<std::string>();
  added
      .argument("REVISION", *identifier, command_spec::need::required,
                "An id or its beginning, head, heads, current, a branch label, …")
      .examples({"fz migrate edit head", "EDITOR='code --wait' fz migrate edit 74f3"});
  added.runs([identifier](invocation& call) { return run(call, identifier); });
}

}  // namespace fz::cmd
