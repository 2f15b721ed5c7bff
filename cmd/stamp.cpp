#include "core/command/stamp.hpp"

#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"

#include <memory>

namespace fz::cmd {
namespace {

struct stamp_line {
  fz::command::stamp_options options;
  bool purges = false;
};

task<int> run_stamp(session& s, std::shared_ptr<stamp_line> line) {
  if (line->purges) line->options.rows_first = purge::yes;
  const auto report = co_await fz::command::stamp(s.environment(), line->options);
  if (s.json()) print(to_json(report));
  co_return 0;
}

task<int> run_ensure_version(session& s) {
  co_await fz::command::ensure_version(s.environment());
  co_return 0;
}

}  // namespace

void add_stamp(command& to) {
  const auto line = std::make_shared<stamp_line>();
  command added = to.subcommand("stamp", "Write down where the database is; run nothing");
  added
      .arguments("revision", line->options.targets, command::need::required,
                 "head, base, an id or its beginning, …")
      .flag("--purge", line->purges, "Empty the version table first, whatever it holds")
      .examples({"fz migrate stamp head", "fz migrate stamp --purge 74f39286e2f6"});
  added.runs([line](session& s) { return run_stamp(s, line); });
}

void add_ensure_version(command& to) {
  command added = to.subcommand("ensure-version", "Make the version table unless it is there");
  added.alias("ensure_version").examples({"fz migrate ensure-version"});
  added.runs([](session& s) { return run_ensure_version(s); });
}

}  // namespace fz::cmd
