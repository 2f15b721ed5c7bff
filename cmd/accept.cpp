#include "core/command/accept.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>

namespace fz::cmd {
namespace {

task<int> run(invocation& call, std::shared_ptr<std::vector<std::string>> revisions) {
  const command::accept_report report = co_await command::accept(call.context(), *revisions);
  if (call.json()) {
    print(to_json(report));
    co_return done;
  }
  for (const std::string& id : report.accepted) {
    print(fmt::format("Accepted the file of revision {} as it is now\n", printable(id)));
  }
  for (const std::string& id : report.unchanged) {
    print(fmt::format("The file of revision {} has not changed since it was applied\n",
                      printable(id)));
  }
  co_return done;
}

}  // namespace

void declare_accept(command_spec added) {
  const auto revisions = std::make_shared<std::vector<std::string>>();
  added
      .arguments("revision", *revisions, command_spec::need::required,
                 "An id or its beginning, a branch label, A:B, …")
      .examples({"fz migrate accept 74f39286e2f6", "fz migrate accept 74f3 8a01"});
  added.runs([revisions](invocation& call) { return run(call, revisions); });
}

}  // namespace fz::cmd
