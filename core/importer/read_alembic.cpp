#include "core/importer/read_alembic.hpp"

#include "core/async/offload.hpp"
#include "core/async/process.hpp"
#include "core/importer/alembic_files.hpp"
#include "core/importer/alembic_output.hpp"
#include "core/importer/alembic_program.hpp"
#include "core/importer/alembic_scratch_program.hpp"
#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/run_alembic.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/scratch_folder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace fz::importer {
namespace {

/// The interpreter that the first line of the program `alembic` names, along PATH.
std::string python_of_alembic() {
  const char* path = std::getenv("PATH");
  for (const std::string_view each : split(path == nullptr ? "" : path, ':')) {
    const std::filesystem::path program = std::filesystem::path(each) / "alembic";
    if (each.empty() || ::access(program.c_str(), X_OK) != 0) continue;
    const std::string text = read_file(program);
    const std::string_view line = trim(std::string_view(text).substr(0, text.find('\n')));
    if (!line.starts_with("#!/")) return {};
    const std::string_view words = trim(line.substr(2));
    const bool is_python = words.find("python") != words.npos && words.find(' ') == words.npos;
    return is_python ? std::string(words) : "";
  }
  return {};
}

/// The Python of the project: of a virtual environment beside it; else the one that runs Alembic.
std::string find_python(const std::filesystem::path& folder) {
  for (const auto& place : {folder, folder.parent_path()}) {
    for (const char* name : {".venv", "venv", "env"}) {
      const auto program = place / name / "bin" / "python";
      if (is_there(program)) return program.string();
    }
  }
  const std::string found = python_of_alembic();
  return found.empty() ? "python3" : found;
}

std::string dialect_list(const std::vector<dialect>& dialects) {
  std::vector<std::string> names;
  for (const dialect each : dialects) names.emplace_back(to_string(each));
  return join(names, ",");
}

/// The graph alone.
migration_folder without_bodies(const alembic_settings& settings, const std::string& why) {
  migration_folder folder{tool::alembic, settings.folder, read_alembic_graph(settings)};
  folder.remarks.push_back(
      {remark::weight::todo, {settings.file}, "Alembic could not be run: " + why});
  for (origin_migration& each : folder.migrations) {
    const std::string sentence =
        fmt::format("Alembic could not print what {} does; write it as SQL.", quote(each.file));
    each.remarks.push_back({remark::weight::todo, {each.file}, sentence});
    each.upgrades.emplace_back().todos.push_back(sentence);
    each.downgrades.emplace_back().todos.push_back(sentence);
  }
  return folder;
}

process process_for(const std::string& python, const alembic_settings& settings,
                    const alembic_request& request, const std::filesystem::path& output) {
  const std::string program = std::string(alembic_scratch_program) + std::string(alembic_program);
  database_url scratch;  // of SQLite
  scratch.path = output.parent_path() / "scratch.db";
  process wanted;
  wanted.arguments = {python, "-c", program, output.string(), dialect_list(request.dialects)};
  wanted.variables = scratch_variables(scratch);
  wanted.variables.emplace_back("PYTHONDONTWRITEBYTECODE=1");
  wanted.folder = settings.folder;
  wanted.stdout_to_stderr = true;
  return wanted;
}

}  // namespace

task<migration_folder> read_alembic(thread_pool& pool, alembic_request request) {
  const alembic_settings settings = find_alembic_settings(request.path);
  const scratch_folder place;
  const std::filesystem::path output = place.path() / "output";
  const std::string python = request.python.empty() ? find_python(settings.folder) : request.python;
  process wanted = process_for(python, settings, request, output);
  outcome<process_end> ended;
  co_await ended.capture(run_process(pool, std::move(wanted)));
  std::string why;
  migration_folder folder{tool::alembic, settings.folder, {}};
  if (ended.failure()) {
    if (!request.python.empty()) std::rethrow_exception(ended.failure());
    why = fmt::format("{} cannot be started.", quote(python));
  } else if (const process_end end = ended.take(); !end.is_success() || !is_there(output)) {
    why = fmt::format("{} ended with {}.", quote(python), to_string(end));
  } else {
    why = take_alembic_output(read_file(output), request.dialects, folder);
  }
  if (!why.empty()) folder = without_bodies(settings, why);
  for (origin_migration& each : folder.migrations) {
    each.checksum = sha256_start(read_bytes(settings.folder / each.file));
  }
  folder.url = settings.url;
  if (why.empty()) folder.python = python;
  co_return folder;
}

}  // namespace fz::importer
