#include "core/command/export_sql.hpp"

#include "core/async/offload.hpp"
#include "core/importer/project_files.hpp"
#include "core/revision/plan.hpp"
#include "core/script/body_loader.hpp"
#include "core/script/slug.hpp"
#include "core/sql/statement_source.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

using importer::new_file;

step step_of(const fz::revision& subject, direction way) { return {way, &subject, {}, {}, {}}; }

std::string text_of(const fz::revision& subject, const step_body& body) {
  const auto* script = std::get_if<script_ptr>(&body.work);
  if (script == nullptr) {
    throw error(error_kind::usage,
                fmt::format("Revision {} is code, which cannot be written as SQL.", subject.id));
  }
  std::string text = body.transactional ? "" : "-- no-transaction\n";
  text += fmt::format("-- {} (revision {})\n", summary(subject), subject.id);
  for (const statement& each : statements_of(*script)) text += "\n" + each.sql + ";\n";
  return text;
}

class sql_exporter {
 public:
  sql_exporter(const project& p, dialect d, const std::filesystem::path& folder)
      : project_(p), dialect_(d), folder_(folder) {}

  export_sql_report write() {
    const revision_map& map = project_.map();
    const std::vector<node> order = run_order(map, map.ancestors(map.real_heads(), edges::all));
    const std::size_t digits = std::max<std::size_t>(4, std::to_string(order.size()).size());
    std::size_t number = 0;
    for (const node n : order) add(map[n], fmt::format("{:0{}}", ++number, digits));
    importer::write_all_or_none(files_);
    for (const new_file& each : files_) report_.files.push_back(each.path);
    return std::move(report_);
  }

 private:
  void add(const fz::revision& subject, const std::string& number) {
    std::string words = slug(subject.message, 60);
    while (words.ends_with('_')) words.pop_back();
    const std::string name = number + "_" + (words.empty() ? subject.id : words);
    const step up = step_of(subject, direction::upgrade);
    files_.push_back(
        {folder_ / (name + ".up.sql"), text_of(subject, project_.scripts().load(up, dialect_))});
    if (!has_downgrade(subject)) {
      report_.notes.push_back(
          fmt::format("Revision {} does not say how to undo it; it has no .down.sql.", subject.id));
      return;
    }
    const step down = step_of(subject, direction::downgrade);
    files_.push_back({folder_ / (name + ".down.sql"),
                      text_of(subject, project_.scripts().load(down, dialect_))});
  }

  bool has_downgrade(const fz::revision& subject) const {
    return load_body(subject, direction::downgrade, dialect_, memory_).has_value();
  }

  const project& project_;
  dialect dialect_;
  const std::filesystem::path& folder_;
  std::shared_ptr<body_memory> memory_ = std::make_shared<body_memory>(1024 * 1024);
  std::vector<new_file> files_;
  export_sql_report report_;
};

}  // namespace

task<export_sql_report> export_sql(const context& ctx, export_sql_options options) {
  const project p = co_await read_project(ctx);
  const dialect d =
      options.dialect ? *options.dialect : fz::configured_database(ctx.config).dialect;
  auto write = [&] { return sql_exporter(p, d, options.folder).write(); };
  co_return co_await offload(ctx.pool, write);
}

}  // namespace fz::command
