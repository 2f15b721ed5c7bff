#include "core/command/fleet_drift.hpp"

#include "core/async/cancellation.hpp"
#include "core/autogenerate/compare.hpp"
#include "core/fleet/failure_text.hpp"
#include "core/util/error.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace fz::command {
namespace {

std::string fingerprint_of(const database_schema& schema) {
  sha256_hash hash;
  const std::string_view end("\0", 1);
  hash.update(to_string(schema.dialect()));
  hash.update("\n");
  for (const schema_object& each : schema.objects()) {
    hash.update(to_string(each.key));
    for (const auto& [name, text] : each.attributes) {
      hash.update(end);
      hash.update(name);
      hash.update(end);
      hash.update(text);
    }
    hash.update("\n");
  }
  return hash.digest();
}

schema_source at_rows(std::vector<std::string> rows) {
  schema_source source;
  source.what = schema_source::kind::revisions;
  source.revisions = std::move(rows);
  return source;
}

/// Where scratch databases are made unless anything else is said.
std::vector<schema_source> beside(const fleet_target& target) {
  schema_source source;
  source.url = url_of(target);
  std::vector<schema_source> sources;
  sources.push_back(std::move(source));
  return sources;
}

}  // namespace

fleet_drift::fleet_drift(const context& ctx, std::optional<database_url> scratch)
    : ctx_(ctx), scratch_(std::move(scratch)), plain_(ctx, {}) {}

task<std::string> fleet_drift::read(connection& from) {
  database_schema schema = co_await plain_.reflect(from, reflections::single);
  std::string print = fingerprint_of(schema);
  schemas_.try_emplace(print, std::move(schema));
  co_return print;
}

task<std::vector<drift_group>> fleet_drift::groups(const fleet_positions& found) {
  std::map<std::pair<dialect, std::vector<std::string>>, prints> by_rows;
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    const target_position& each = found.positions[i];
    if (each.fingerprint.empty()) continue;
    by_rows[{schemas_.at(each.fingerprint).dialect(), each.rows}][each.fingerprint].push_back(i);
  }
  std::vector<drift_group> groups;
  for (const auto& [key, by_print] : by_rows) {
    const std::size_t first = by_print.begin()->second.front();
    const fleet_target& like = found.targets[first];
    std::optional<database_schema> wanted_here;
    if (found.positions[first].problem.empty()) {
      std::vector<std::string> rows = key.second;
      wanted_here = co_await wanted(like, std::move(rows));
    }
    if (wanted_here) {
      co_await add_groups(by_print, *wanted_here, reader_for(like), groups);
    } else {
      add_groups(by_print, groups);
    }
  }
  for (drift_group& each : groups) each.rows = found.positions[each.targets.front()].rows;
  co_return groups;
}

/// A scratch database of another kind than the targets is of no use for them.
schema_reader& fleet_drift::reader_for(const fleet_target& like) {
  const dialect d = url_of(like).dialect;
  std::unique_ptr<dialect_reader>& kept = readers_[d];
  if (kept) return *kept->reader;
  kept = std::make_unique<dialect_reader>(dialect_reader{ctx_});
  std::optional<url_setting>& configured = kept->ctx.config.schema.scratch_url;
  if (configured && parse_url_setting(*configured).dialect != d) configured.reset();
  std::optional<database_url> given = scratch_;
  if (given && given->dialect != d) given.reset();
  kept->reader = std::make_unique<schema_reader>(kept->ctx, beside(like), std::move(given));
  return *kept->reader;
}

task<std::optional<database_schema>> fleet_drift::wanted(const fleet_target& like,
                                                         std::vector<std::string> rows) {
  schema_reader& reader = reader_for(like);
  outcome<database_schema> made;
  schema_source source = at_rows(std::move(rows));
  co_await made.capture(reader.read(std::move(source)));
  if (!made.failure()) co_return made.take();
  if (is_cancellation(made.failure())) throw_cancelled();
  ctx_.reporter.log(
      log_level::warning, "fleet",
      fmt::format("The schemas are compared with each other, not with what the revisions lead to: "
                  "{}",
                  failure_text(made.failure())));
  co_return std::nullopt;
}

task<> fleet_drift::add_groups(const prints& by_print, const database_schema& wanted,
                               schema_reader& reader, std::vector<drift_group>& to) const {
  const std::string wanted_print = fingerprint_of(wanted);
  drift_group equal;
  equal.against = drift_group::reference::revisions;
  std::vector<drift_group> others;
  for (const auto& [print, targets] : by_print) {
    std::vector<difference> differences;
    if (print != wanted_print) {
      database_schema from = wanted;
      database_schema seen = schemas_.at(print);
      differences = co_await reader.differences(std::move(from), std::move(seen));
    }
    if (differences.empty()) {
      equal.targets.insert(equal.targets.end(), targets.begin(), targets.end());
    } else {
      others.push_back({{}, targets, describe(differences), equal.against});
    }
  }
  std::sort(equal.targets.begin(), equal.targets.end());
  if (!equal.targets.empty()) to.push_back(std::move(equal));
  std::move(others.begin(), others.end(), std::back_inserter(to));
}

/// First the schema that most have.
void fleet_drift::add_groups(const prints& by_print, std::vector<drift_group>& to) const {
  const auto usual = std::max_element(
      by_print.begin(), by_print.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  to.push_back({{}, usual->second});
  for (auto it = by_print.begin(); it != by_print.end(); ++it) {
    if (it == usual) continue;
    const auto differences = compare(schemas_.at(usual->first), schemas_.at(it->first));
    to.push_back({{}, it->second, describe(differences)});
  }
}

}  // namespace fz::command
