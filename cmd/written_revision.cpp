#include "cmd/written_revision.hpp"

#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/command/post_write_hook.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::cmd {

task<> finish_written(invocation& call, revision written) {
  using command::hook_output;
  const bool speaks = !call.json() && call.globals().speech != verbosity::quiet;
  if (call.json()) print(to_json(written));
  if (speaks) print(fmt::format("Generating {} ...  done\n", printable(written.file)));
  const auto output = speaks ? hook_output::as_it_is : hook_output::to_stderr;
  for (const std::string& hook : call.context().config.alembic.post_write_hooks) {
    if (speaks) print(fmt::format("Running post write hook {} ...\n", quote(hook)));
    flush_output();  // before the hook's own words
    co_await command::run_post_write_hook(call.context(), hook, written.file, output);
    if (speaks) print("  done\n");
  }
}

}  // namespace fz::cmd
