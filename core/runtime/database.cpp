#include "core/runtime/database.hpp"

#include "core/database/database_error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace fz {
namespace {

/// What a project for both kinds of database says to the server alone.
void report_settings_without_effect(const database_config& settings, reporter& to) {
  std::vector<std::string> names;
  if (!settings.search_path.empty()) names.emplace_back("search_path");
  if (!settings.role.empty()) names.emplace_back("role");
  for (const auto& [name, value] : settings.settings) names.push_back(name);
  if (names.empty()) return;
  to.log(log_level::debug, "command",
         fmt::format("Without effect on SQLite: {}", enumerate(names)));
}

}  // namespace

database::database(database_url url, config settings, thread_pool& pool, fz::reporter& to)
    : source_(source{std::move(url), std::move(settings), pool}),
      dialect_(source_->url.dialect),
      name_(printable(to_string(source_->url))),
      reporter_(to),
      lock_file_(lock_file_of(source_->url)) {}

database::database(engine& opened, fz::dialect d, std::string name, fz::reporter& to,
                   std::filesystem::path lock_file)
    : opened_(&opened),
      dialect_(d),
      name_(std::move(name)),
      reporter_(to),
      lock_file_(std::move(lock_file)) {}

task<pooled_connection> database::connect(access what) { return engine_for(what).connect(); }

engine& database::engine_for(access what) {
  if (opened_ != nullptr) return *opened_;
  if (source_->url.is_memory()) what = access::change;  // another engine would open another one
  std::unique_ptr<engine>& kept = engines_.at(static_cast<std::size_t>(what));
  if (!kept) {
    reporter_.log(log_level::debug, "command", "Connecting to " + name_);
    if (dialect_ == dialect::sqlite) {
      report_settings_without_effect(source_->settings.database, reporter_);
    }
    kept = open_engine(source_->url, what, source_->settings, source_->pool, reporter_);
  }
  return *kept;
}

std::filesystem::path lock_file_of(const database_url& url) {
  if (url.dialect != dialect::sqlite || url.is_memory()) return {};
  return url.path.string() + "-fz-lock";
}

bool is_missing_database(const std::exception_ptr& failure) {
  return condition_of(failure) == database_condition::no_database;
}

}  // namespace fz
