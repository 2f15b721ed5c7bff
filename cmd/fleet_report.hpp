#pragma once

#include "core/command/fleet_run.hpp"

#include <filesystem>
#include <string>

namespace fz::cmd {

/// The result of a run for a person: counts, groups of equal errors (the largest first), and each
/// target where they are few.
std::string in_words(const command::fleet_report& report);

/// The last line of --format json.
std::string to_json_line(const command::fleet_report& report);

/// Writes every target with before, after, time and error to the file: .json, .csv, or JUnit's
/// .xml. Throws error(usage) for another name.
void check_report_name(const std::string& file);
void write_report(const command::fleet_report& report, const std::string& file);

/// "done", "failed", "interrupted" or "not run".
std::string phase_in_words(target_phase phase);

/// The error of a target with what is in its database, in plain words; "" without one.
std::string failure_in_words(const target_state& state, const target_outcome& end);

}  // namespace fz::cmd
