#include "core/command/stamp.hpp"

#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/run_failure.hpp"
#include "cmd/run_view.hpp"
#include "cmd/sql_option.hpp"
#include "cmd/terminal.hpp"
#include "core/command/offline.hpp"
#include "core/util/error.hpp"

#include <memory>

namespace fz::cmd {
namespace {

struct stamp_line {
  command::stamp_options options;
  bool purges = false;
  sql_option sql;
};

task<int> print_stamp(invocation& call, std::shared_ptr<stamp_line> line) {
  if (line->purges) throw error(error_kind::usage, "Can't use --purge with --sql mode.");
  command::offline_stamp_options options{line->options.targets, line->sql.tag};
  const auto script = co_await command::stamp_sql(call.context(), std::move(options));
  show(script, call);
  co_return 0;
}

task<int> run_stamp(invocation& call, std::shared_ptr<stamp_line> line) {
  check(line->sql);
  if (line->sql.given) co_return co_await print_stamp(call, line);
  if (line->purges) line->options.rows_first = purge::yes;
  run_view view(call.reporter());
  const run_outcome ended = co_await command::stamp(call.context(), line->options, view);
  throw_failure(ended);
  if (call.json()) print(to_json_rows(ended.report));
  co_return 0;
}

task<int> run_ensure_version(invocation& call, std::shared_ptr<sql_option> sql) {
  check(*sql);
  if (sql->given) {
    show(command::ensure_version_sql(call.context(), sql->tag), call);
    co_return 0;
  }
  co_await command::ensure_version(call.context());
  co_return 0;
}

}  // namespace

void declare_stamp(command_spec added) {
  const auto line = std::make_shared<stamp_line>();
  added
      .arguments("REVISION", line->options.targets, command_spec::need::required,
                 "head, base, an id or its beginning, …; with --sql also FROM:TARGET")
      .flag("--purge", line->purges, "Empty the version table first, whatever it holds")
      .examples({"fz migrate stamp head", "fz migrate stamp --purge 74f39286e2f6",
                 "fz migrate stamp 74f3:head --sql"});
  declare(added, line->sql);
  added.runs([line](invocation& call) { return run_stamp(call, line); });
}

void declare_ensure_version(command_spec added) {
  const auto sql = std::make_shared<sql_option>();
  added.examples({"fz migrate ensure-version", "fz migrate ensure-version --sql"});
  declare(added, *sql);
  added.runs([sql](invocation& call) { return run_ensure_version(call, sql); });
}

}  // namespace fz::cmd
