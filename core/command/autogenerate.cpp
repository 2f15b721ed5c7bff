#include "core/command/autogenerate.hpp"

#include "core/async/cleanup.hpp"
#include "core/async/offload.hpp"
#include "core/command/generation.hpp"
#include "core/command/revision_text.hpp"
#include "core/database/postgresql/private_server.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

namespace fz::command {
namespace {

std::size_t todos_in(const std::string& text) {
  constexpr std::string_view line = "-- fz:todo ";
  std::size_t count = 0;
  for (std::size_t at = text.find(line); at != std::string::npos; at = text.find(line, at + 1)) {
    ++count;
  }
  return count;
}

std::string_view name_of(dialect d) { return d == dialect::sqlite ? "SQLite" : "PostgreSQL"; }

bool is_of(const std::optional<url_setting>& url, dialect d) {
  return url && parse_url_setting(*url).dialect == d;
}

/// The project as that of an application that runs on this kind of database. Where the configured
/// one is another, SQLite's is in memory.
context with_dialect(const context& ctx, dialect d) {
  context of = ctx;
  schema_config& schema = of.config.schema;
  if (schema.scratch_url && !is_of(schema.scratch_url, d)) schema.scratch_url.reset();
  database_config& database = of.config.database;
  if (d == dialect::postgresql || is_of(database.url, d)) return of;
  database = database_config();
  database.url = url_setting{{"sqlite://"}, "", {}};
  return of;
}

/// What is proved for one kind of database.
struct proved_dialect {
  std::unique_ptr<context> ctx;
  std::unique_ptr<generation> made;
  std::vector<proved_revision> chain = {};
};

/// One call of autogenerate().
class autogeneration {
 public:
  autogeneration(const context& ctx, autogenerate_options options)
      : ctx_(ctx), options_(std::move(options)) {}

  task<autogenerate_report> carry_out() {
    std::vector<dialect> dialects = options_.dialects;
    if (dialects.empty()) dialects.push_back(only_dialect());
    for (const dialect d : dialects) co_await compare(d);
    if (report_.differs() && !options_.only_look) co_await write();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      report_.dialects[i].only_plain = all_[i].made->only_plain();
      report_.dialects[i].unasked = all_[i].made->unasked();
    }
    co_return std::move(report_);
  }

  task<> close() {
    for (proved_dialect& each : all_) co_await each.made->close();
  }

 private:
  /// That of the scratch database, which is what a plain section is tried out on.
  dialect only_dialect() const {
    if (options_.from_database) return configured_database(ctx_.config).dialect;
    if (options_.scratch) return options_.scratch->dialect;
    if (const auto& url = ctx_.config.schema.scratch_url) return parse_url_setting(*url).dialect;
    return configured_database(ctx_.config).dialect;
  }

  task<> compare(dialect d) {
    if (!has_target(ctx_.config, d)) {
      throw error(error_kind::config,
                  "The project does not say which schema is wanted: [schema] in alembic.toml needs "
                  "'target' or 'command'.");
    }
    generation_request request;
    request.dialect = d;
    request.revision = options_.revision;
    request.from_database = options_.from_database;
    request.forms = options_.forms;
    request.counts_rows = options_.counts_rows && is_of(ctx_.config.database.url, d);
    request.scratch = co_await scratch_for(d);
    if (options_.is_rename) {
      request.is_rename = [this](possible_rename which) { return is_rename(std::move(which)); };
    }
    auto own = std::make_unique<context>(with_dialect(ctx_, d));
    auto with_own = std::make_unique<generation>(*own, std::move(request));
    all_.push_back({std::move(own), std::move(with_own)});
    generation& made = *all_.back().made;
    co_await made.compare();
    report_.dialects.push_back({d, made.differences(), made.rest()});
  }

  /// An answer counts for every dialect.
  task<bool> is_rename(possible_rename which) {
    const std::string key =
        to_lower(fmt::format("{} {} {}", which.from.parent, which.from.name, which.to.name));
    const auto known = answers_.find(key);
    if (known != answers_.end()) co_return known->second;
    const bool answer = co_await options_.is_rename(std::move(which));
    answers_.emplace(key, answer);
    co_return answer;
  }

  /// Nothing: where the configuration says.
  task<std::optional<database_url>> scratch_for(dialect d) {
    if (options_.scratch && options_.scratch->dialect == d) co_return options_.scratch;
    const config& settings = ctx_.config;
    const bool is_known = d == dialect::sqlite || is_of(settings.schema.scratch_url, d) ||
                          is_of(settings.database.url, d);
    if (is_known) co_return std::nullopt;
    if (!settings.schema.private_server) {
      throw error(error_kind::config,
                  "The section for PostgreSQL is tried out on a PostgreSQL server, and none is "
                  "configured: scratch_url under [schema] may name one.");
    }
    auto start = [] { return std::make_unique<postgresql::private_server>(); };
    own_ = co_await offload(ctx_.pool, start);
    co_return own_->url();
  }

  /// All of them or none.
  task<> write() {
    for (proved_dialect& each : all_) each.chain = co_await each.made->prove();
    outcome<void> written;
    co_await written.capture(write_each());
    if (!written.failure()) co_return;
    for (const fz::revision& each : report_.written) {
      std::error_code ignored;
      std::filesystem::remove(each.file, ignored);
    }
    written.take();
  }

  task<> write_each() {
    const std::vector<proved_revision>& longest = longest_chain();
    for (std::size_t i = 0; i < longest.size(); ++i) {
      revision_options options = longest[i].options;
      options.draft.sections = sections_of(pairs_at(i), todo_lines::written);
      report_.todos += todos_in(options.draft.sections);
      fz::revision made = co_await command::revision(ctx_, std::move(options));
      report_.written.push_back(std::move(made));
    }
  }

  const std::vector<proved_revision>& longest_chain() const {
    std::size_t longest = 0;
    for (std::size_t i = 1; i < all_.size(); ++i) {
      if (all_[i].chain.size() > all_[longest].chain.size()) longest = i;
    }
    return all_[longest].chain;
  }

  /// The sections of the revision with this number, of every dialect.
  std::vector<section_pair> pairs_at(std::size_t number) const {
    std::vector<section_pair> pairs;
    for (const proved_dialect& each : all_) pairs.push_back(pair_at(each, number));
    if (options_.dialects.empty()) pairs[0].dialect.reset();
    return pairs;
  }

  static section_pair pair_at(const proved_dialect& of, std::size_t number) {
    const dialect d = of.made->dialect();
    if (number < of.chain.size()) {
      const std::string note = number == 0 ? notes_on(of.made->unasked()) : std::string();
      return {d, of.chain[number].upgrade, of.chain[number].downgrade, note};
    }
    if (of.chain.empty()) {
      return empty_sections(d, fmt::format("Nothing is to be done on {}.", name_of(d)));
    }
    return empty_sections(d, fmt::format("On {} the {} of this chain has done all.", name_of(d),
                                         of.chain.size() == 1 ? "first revision" : "part before"));
  }

  const context& ctx_;
  autogenerate_options options_;
  std::unique_ptr<postgresql::private_server> own_;
  std::map<std::string, bool> answers_;
  std::vector<proved_dialect> all_;
  autogenerate_report report_;
};

}  // namespace

task<autogenerate_report> autogenerate(const context& ctx, autogenerate_options options) {
  autogeneration all(ctx, std::move(options));
  cleanup_function close = [&all](const std::exception_ptr&) { return all.close(); };
  co_return co_await with_cleanup(all.carry_out(), std::move(close));
}

}  // namespace fz::command
