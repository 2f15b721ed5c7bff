#include "cmd/fleet_selection.hpp"

namespace fz::cmd {

void declare(command_spec& added, fleet_selection& which) {
  added
      .option("--fleet", which.fleet, "NAME", "The fleet of [fleet.NAME]; default: that of [fleet]")
      .option("--targets", which.targets, "FILE",
              "A list of targets, one a line, instead of the configured ones; - for stdin")
      .option("--only", which.only, "PATTERN",
              "Only targets of that name, or with that label: 'eu-*', plan=free")
      .option("--except", which.except, "PATTERN", "All but targets of that name or label");
}

void declare_jobs(command_spec& added, command::fleet_pace& pace) {
  added.option("--jobs", pace.jobs, "N", "How many targets at once (16)", 1)
      .option("--jobs-per-server", pace.jobs_per_server, "N",
              "How many of them on one PostgreSQL server", 1);
}

void declare_rollout(command_spec& added, command::fleet_pace& pace) {
  added
      .option("--canary", pace.canary, "WHICH",
              "Targets that go first and must all succeed: a number, a label, names with commas")
      .option("--waves", pace.waves, "PARTS",
              "Parts of the fleet, one after the other: 1%,10%,rest")
      .option("--gate", pace.gate, "COMMAND",
              "A shell command between waves; unless it succeeds, the run stops")
      .option("--pause", pace.pause, "How long to wait between waves")
      .option("--max-failures", pace.max_failures, "N|N%",
              "How many targets may fail before the run stops (any number)")
      .option("--connect-retries", pace.connect_retries, "N",
              "How often to retry a target that cannot be reached (3)");
}

}  // namespace fz::cmd
