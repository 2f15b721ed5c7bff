// Reports a failed upgrade from data alone: no text is parsed.
#include <cstdio>
#include <fz/fz.hpp>
#include <string>

int main() try {
  const fz::project project;
  fz::database database(project);
  const fz::run_outcome ended = fz::run(database, project);
  if (!ended.failure) return 0;
  const fz::run_failure& failure = *ended.failure;
  std::printf("revision: %s, %s\n", failure.revision.c_str(),
              failure.fate == fz::step_fate::rolled_back ? "rolled back" : "not rolled back");
  if (failure.refused) {
    const fz::database_failure& refused = *failure.refused;
    const fz::source_position& at = refused.position;
    std::printf("sqlstate: %s\n", refused.sqlstate.c_str());
    std::printf("position: %s, line %zu, column %zu\n", at.file.c_str(), at.line, at.column);
    std::printf("message: %s\n", refused.message.c_str());
  }
  std::printf("applied: %zu\n", ended.report.steps.size());
  for (const std::string& row : ended.boundary.rows) {
    std::printf("boundary: %s%s\n", row.c_str(), ended.boundary.is_known ? "" : " (last seen)");
  }
  return 1;
} catch (const fz::error& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 2;
}
