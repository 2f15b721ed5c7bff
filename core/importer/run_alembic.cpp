#include "core/importer/run_alembic.hpp"

#include "core/async/process.hpp"
#include "core/importer/alembic_scratch_program.hpp"
#include "core/importer/alembic_upgrade_program.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/scratch_folder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::importer {
std::vector<std::string> scratch_variables(const database_url& scratch) {
  std::vector<std::string> variables;
  const auto set = [&](const char* name, const std::string& value) {
    variables.push_back(fmt::format("FZ_SCRATCH_{}={}", name, value));
  };
  set("DIALECT", std::string(to_string(scratch.dialect)));
  set("PATH", scratch.path.string());
  set("USER", scratch.user);
  set("PASSWORD", scratch.password);
  set("HOST", scratch.host);
  set("PORT", scratch.port);
  set("DATABASE", scratch.database);
  return variables;
}

namespace {

process process_for(const alembic_run& wanted, const std::filesystem::path& output) {
  const std::string program =
      std::string(alembic_scratch_program) + std::string(alembic_upgrade_program);
  process started;
  started.arguments = {wanted.python, "-c", program, output.string()};
  started.folder = wanted.folder;
  started.stdout_to_stderr = true;
  started.variables = scratch_variables(wanted.scratch);
  started.variables.emplace_back("PYTHONDONTWRITEBYTECODE=1");
  return started;
}

}  // namespace

task<> run_alembic(thread_pool& pool, alembic_run wanted) {
  const scratch_folder place;
  const std::filesystem::path output = place.path() / "output";
  process started = process_for(wanted, output);
  const process_end ended = co_await run_process(pool, std::move(started));
  std::string why;
  if (!ended.is_success()) {
    why = fmt::format("{} ended with {}", quote(wanted.python), to_string(ended));
  } else {
    why = printable(read_file(output));
  }
  if (why.empty()) co_return;
  throw error(error_kind::check,
              fmt::format("Alembic's own run on an empty database failed: {}.", why));
}

}  // namespace fz::importer
