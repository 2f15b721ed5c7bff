#include "core/fleet/shared_run_row.hpp"

#include <nlohmann/json.hpp>

namespace fz {
namespace {

template <class T>
void read(const nlohmann::json& from, const char* key, T& to) {
  const auto found = from.find(key);
  if (found != from.end()) to = found->get<T>();
}

}  // namespace

std::string state_word(target_phase phase) {
  return phase == target_phase::done ? "done" : "failed";
}

std::string to_row_text(const target_state& state, const target_outcome& outcome) {
  const nlohmann::json text = {{"attempts", state.attempts},
                               {"milliseconds", state.taken.count()},
                               {"error", state.error},
                               {"before", outcome.before},
                               {"after", outcome.after},
                               {"was_seen", outcome.was_seen},
                               {"is_known", outcome.is_known},
                               {"steps", outcome.steps},
                               {"revision", outcome.revision},
                               {"fate", static_cast<int>(outcome.fate)},
                               {"kept_statements", outcome.kept_statements}};
  return text.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void read_row_text(const std::string& text, target_state& state, target_outcome& outcome) {
  const auto from = nlohmann::json::parse(text, nullptr, false);
  if (!from.is_object()) return;
  std::chrono::milliseconds::rep taken = state.taken.count();
  int fate = static_cast<int>(outcome.fate);
  read(from, "attempts", state.attempts);
  read(from, "milliseconds", taken);
  read(from, "error", state.error);
  read(from, "before", outcome.before);
  read(from, "after", outcome.after);
  read(from, "was_seen", outcome.was_seen);
  read(from, "is_known", outcome.is_known);
  read(from, "steps", outcome.steps);
  read(from, "revision", outcome.revision);
  read(from, "fate", fate);
  read(from, "kept_statements", outcome.kept_statements);
  state.taken = std::chrono::milliseconds(taken);
  outcome.fate = static_cast<step_fate>(fate);
}

}  // namespace fz
