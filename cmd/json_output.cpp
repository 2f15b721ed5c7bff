#include "cmd/json_output.hpp"

#include <nlohmann/json.hpp>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

/// Text that is not UTF-8 is shown with replacement characters: the document must be valid.
std::string document(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

json to_value(const step_record& step) {
  return {{"revision", step.revision},
          {"direction", step.direction == direction::upgrade ? "upgrade" : "downgrade"},
          {"message", step.message},
          {"from", step.from},
          {"to", step.to}};
}

}  // namespace

std::string to_json(const run_report& report, bool dry_run) {
  json steps = json::array();
  for (const step_record& step : report.steps) steps.push_back(to_value(step));
  return document({{"dry_run", dry_run},
                   {"steps", steps},
                   {"rows_before", report.rows_before},
                   {"rows_after", report.rows_after}});
}

}  // namespace fz::cmd
