#include "cmd/access_log.hpp"
#include "cmd/commands.hpp"
#include "cmd/run_failure.hpp"
#include "cmd/run_view.hpp"
#include "core/command/upgrade.hpp"
#include "core/http/service.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <sys/resource.h>

namespace fz::cmd {
namespace {

struct serve_line {
  std::optional<std::string> host;
  std::optional<std::size_t> port;
  bool migrate = false;
};

/// Each connection needs a descriptor.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

command::context context_for(invocation& call, const serve_line& line) {
  command::context ctx = call.context();
  if (line.host) ctx.config.serve.host = *line.host;
  if (line.port) {
    if (*line.port > 65'535) throw error(error_kind::usage, "--port is a number from 0 to 65535.");
    ctx.config.serve.port = static_cast<std::uint16_t>(*line.port);
  }
  return ctx;
}

task<int> run(invocation& call, std::shared_ptr<serve_line> line) {
  const command::context ctx = context_for(call, *line);
  access_log log(ctx.config.serve.access_log, ctx.config.serve.access_log_is_json, call.reporter());
  allow_many_descriptors();
  call.on_hangup([&log] { log.reopen(); });
  if (line->migrate) {
    command::run_options options;
    options.target = "heads";
    run_view view(call.reporter());
    const run_outcome ended = co_await command::upgrade(ctx, std::move(options), view);
    throw_failure(ended);
  }
  try {
    co_await http::serve(ctx, log);
  } catch (const http::revisions_pending& pending) {
    throw error(error_kind::database,
                fmt::format("{}\nRun 'fz migrate upgrade heads' first, or give --migrate.",
                            pending.what()));
  }
  call.on_hangup(nullptr);
  co_return 0;
}

}  // namespace

void declare_serve(command_spec added) {
  const auto line = std::make_shared<serve_line>();
  added
      .option("--host", line->host, "ADDRESS",
              "The address to listen on; default: 'host' under [serve], else 127.0.0.1")
      .option("--port", line->port, "N",
              "The port to listen on; default: 'port' under [serve], else 8000")
      .flag("--migrate", line->migrate, "Apply pending revisions first");
  added.examples({"fz serve", "fz serve --host 0.0.0.0 --port 8080",
                  "SECRET_KEY=\"$(cat key)\" fz serve --migrate"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
