#include "core/command/schema_text.hpp"

#include "core/async/offload.hpp"
#include "core/async/process.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace fz::command {
namespace {

namespace fs = std::filesystem;

std::vector<schema_text> read_files(const schema_source& source) {
  std::vector<fs::path> paths;
  if (source.what == schema_source::kind::folder) {
    for (const auto& entry : fs::directory_iterator(source.path)) {
      if (entry.path().extension() == ".sql") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
  } else {
    paths.push_back(source.path);
  }
  std::vector<schema_text> texts;
  for (const fs::path& path : paths) texts.push_back({path.string(), read_file(path)});
  return texts;
}

task<std::vector<schema_text>> run_command(const context& ctx, schema_source source) {
  const std::string& command = source.command;
  process wanted;
  wanted.arguments = {"/bin/sh", "-c", command};
  wanted.folder = ctx.config.file.parent_path();
  if (source.dialect) {
    wanted.variables.push_back(fmt::format("FZ_DIALECT={}", to_string(*source.dialect)));
  }
  process_output output = co_await read_process(ctx.pool, std::move(wanted));
  if (!output.end.is_success()) {
    throw error(error_kind::script, fmt::format("The command under [schema], {}, failed with {}.",
                                                quote(command), to_string(output.end)));
  }
  std::vector<schema_text> texts;
  texts.push_back({fmt::format("output of {}", quote(command)), std::move(output.text)});
  co_return texts;
}

void blank_lines(std::string& sql, std::string_view word) {
  for (std::size_t at = sql.find(word); at != std::string::npos; at = sql.find(word, at)) {
    const bool begins_line = at == 0 || sql[at - 1] == '\n';
    const std::size_t end = std::min(sql.find('\n', at), sql.size());
    if (begins_line) std::fill_n(sql.begin() + static_cast<std::ptrdiff_t>(at), end - at, ' ');
    at = end;
  }
}

/// The lines that pg_dump writes for psql become blank.
std::string without_restrict_lines(std::string sql) {
  blank_lines(sql, "\\restrict ");
  blank_lines(sql, "\\unrestrict ");
  return sql;
}

}  // namespace

task<std::vector<schema_text>> read_schema_texts(const context& ctx, schema_source source) {
  if (source.what == schema_source::kind::command) {
    co_return co_await run_command(ctx, std::move(source));
  }
  auto read = [source] { return read_files(source); };
  co_return co_await offload(ctx.pool, read);
}

std::vector<statement> statements_of(const std::vector<schema_text>& texts, dialect d) {
  std::vector<statement> all;
  for (const schema_text& text : texts) {
    const source_position start{text.name, 1, 1};
    for (statement& each : split_statements(without_restrict_lines(text.sql), d, start)) {
      if (each.sql.starts_with("\\")) {
        throw error_at(error_kind::script, each.position,
                       "This is a psql command, not SQL: only SQL can be loaded.");
      }
      all.push_back(std::move(each));
    }
  }
  return all;
}

}  // namespace fz::command
