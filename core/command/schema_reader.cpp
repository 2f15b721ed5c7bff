#include "core/command/schema_reader.hpp"

#include "core/async/gather.hpp"
#include "core/async/offload.hpp"
#include "core/autogenerate/equal_prints.hpp"
#include "core/autogenerate/postgresql/plan.hpp"
#include "core/command/load_schema.hpp"
#include "core/command/reflect_schema.hpp"
#include "core/command/server_wide.hpp"
#include "core/runtime/run.hpp"
#include "core/schema/schema_filter.hpp"
#include "core/schema/schema_part.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

/// Below this size SQLite is faster than a file that is written.
constexpr std::size_t smallest_cached_for_sqlite = 32 * 1024;

[[noreturn]] void throw_failure(const run_failure& failure) {
  try {
    std::rethrow_exception(failure.what);
  } catch (const error& e) {
    if (failure.revision.empty()) throw;
    throw revision_failed(e.kind(),
                          fmt::format("Revision {} cannot be applied to an empty database that has "
                                      "the revisions before it: {}",
                                      printable(failure.revision), e.what()),
                          failure.revision);
  }
}

context without_audit_trail(context ctx) {
  ctx.config.alembic.audit_table.clear();
  return ctx;
}

/// What the plans to each of the targets in turn run, from an empty database.
std::vector<step> steps_to(const revision_map& map, const std::vector<std::string>& targets) {
  std::vector<step> steps;
  std::vector<std::string> rows;
  for (const std::string& target : targets) {
    plan next = make_plan(map, rows, direction::upgrade, target);
    rows = next.rows_after;
    for (step& each : next.steps) steps.push_back(std::move(each));
  }
  return steps;
}

}  // namespace

schema_reader::schema_reader(const context& ctx, std::vector<schema_source> sources,
                             std::optional<database_url> scratch)
    : ctx_(ctx),
      scratch_ctx_(without_audit_trail(ctx)),
      sources_(std::move(sources)),
      given_(std::move(scratch)),
      cache_(ctx.config.cache_folder.empty() ? std::filesystem::path()
                                             : ctx.config.cache_folder / "schemas") {}

scratch_server& schema_reader::scratch() {
  if (scratch_) return *scratch_;
  scratch_place place;
  const auto database = std::find_if(
      sources_.begin(), sources_.end(),
      [](const schema_source& each) { return each.what == schema_source::kind::database; });
  place.is_named = given_ || ctx_.config.schema.scratch_url;
  if (given_) {
    place.url = *given_;
  } else if (ctx_.config.schema.scratch_url) {
    place.url = parse_url_setting(*ctx_.config.schema.scratch_url);
  } else if (database != sources_.end()) {
    place.url = database->url;
  } else {
    place.url = configured_database(ctx_.config);
  }
  scratch_ = std::make_unique<scratch_server>(scratch_ctx_, std::move(place));
  return *scratch_;
}

task<const project*> schema_reader::revisions() {
  if (!project_) {
    project read = co_await read_project(scratch_ctx_);
    project_.emplace(std::move(read));
  }
  co_return &*project_;
}

/// What all need is opened before they run side by side.
task<schemas> schema_reader::read_all() {
  const bool loads = std::any_of(sources_.begin(), sources_.end(), needs_scratch);
  if (loads) co_await scratch().open();
  std::vector<task<database_schema>> all;
  for (const schema_source& each : sources_) {
    if (each.what == schema_source::kind::revisions) co_await revisions();
    all.push_back(read(each));
  }
  co_return co_await gather(std::move(all));
}

task<database_schema> schema_reader::read(schema_source source) {
  if (source.what == schema_source::kind::database) {
    co_return co_await read_database(std::move(source.url));
  }
  co_await scratch().open();
  if (source.what == schema_source::kind::revisions) {
    const database_schema read = co_await read_revisions(std::move(source.revisions));
    co_return filtered(read);
  }
  std::vector<schema_text> texts = co_await read_schema_texts(ctx_, std::move(source));
  const database_schema read = co_await read_texts(std::move(texts));
  co_return filtered(read);
}

task<database_schema> schema_reader::read_database(database_url url) {
  const auto engine = open_engine(url, access::look, ctx_.config, ctx_.pool, ctx_.reporter);
  const pooled_connection connection = co_await engine->connect();
  co_return co_await reflect(*connection, reflections::single);
}

task<database_schema> schema_reader::reflect(connection& from, reflections how) const {
  const database_schema read = co_await reflect_schema(ctx_.config, from, how);
  co_return filtered(read);
}

database_schema schema_reader::filtered(const database_schema& schema) const {
  const schema_config& keys = ctx_.config.schema;
  return fz::filtered(schema, {keys.schemas, keys.include, keys.exclude});
}

task<database_schema> schema_reader::load(std::string sql, std::string name) {
  co_await scratch().open();
  std::vector<schema_text> texts;
  texts.push_back({std::move(name), std::move(sql)});
  const database_schema read = co_await read_texts(std::move(texts));
  co_return filtered(read);
}

/// What a schema that was loaded depends on beside its text.
std::vector<std::string> schema_reader::key_parts() {
  const database_config& settings = ctx_.config.database;
  const alembic_config& own = ctx_.config.alembic;
  std::vector<std::string> parts = {
      scratch().fingerprint(), settings.search_path,     settings.role,
      own.version_table,       own.version_table_schema, own.audit_table};
  for (const auto& [name, value] : settings.settings) parts.push_back(name + "=" + value);
  parts.emplace_back(to_string(scratch().dialect()));
  return parts;
}

task<database_schema> schema_reader::cached_or(std::string key, task<database_schema> read) {
  auto find = [this, key] { return cache_.find(key); };
  std::optional<database_schema> found;
  if (!key.empty()) found = co_await offload(ctx_.pool, find);
  if (found) co_return std::move(*found);
  database_schema schema = co_await std::move(read);
  auto keep = [this, key, &schema] { cache_.keep(key, schema); };
  if (!key.empty()) co_await offload(ctx_.pool, keep);
  co_return schema;
}

task<database_schema> schema_reader::read_texts(std::vector<schema_text> texts) {
  std::vector<std::string> parts = key_parts();
  std::size_t size = 0;
  for (const schema_text& each : texts) {
    parts.push_back(each.sql);
    size += each.sql.size();
  }
  std::string key;
  if (scratch().dialect() == dialect::postgresql || size >= smallest_cached_for_sqlite) {
    key = schema_cache::key_of(parts);
  }
  task<database_schema> load = load_schema(ctx_, scratch(), std::move(texts));
  return cached_or(std::move(key), std::move(load));
}

/// "" if some of them are not in files.
task<std::string> schema_reader::revisions_key(std::vector<std::string> targets) {
  const project* p = co_await revisions();
  std::vector<std::string> parts = key_parts();
  const std::vector<step> steps = steps_to(p->map(), targets);
  auto read = [&parts, &steps] {
    for (const step& each : steps) {
      if (each.subject->file.empty()) return false;
      parts.push_back(each.subject->id);
      parts.push_back(read_file(each.subject->file));
    }
    return true;
  };
  const bool in_files = co_await offload(ctx_.pool, read);
  co_return in_files ? schema_cache::key_of(parts) : std::string();
}

task<database_schema> schema_reader::read_revisions(std::vector<std::string> targets) {
  std::string key = co_await revisions_key(targets);
  if (keeps_migrated_ && !kept_) {
    task<database_schema> kept = migrate_and_keep(std::move(targets));
    co_return co_await cached_or(std::move(key), std::move(kept));
  }
  std::function<task<database_schema>(database&)> work = [this, targets](database& on) {
    return migrate_and_reflect(on, targets);
  };
  task<database_schema> migrated = scratch().with_database(std::move(work));
  co_return co_await cached_or(std::move(key), std::move(migrated));
}

task<database_schema> schema_reader::migrate_and_keep(std::vector<std::string> targets) {
  kept_ = scratch().named_database();
  co_await scratch().create(*kept_);
  database_schema read = co_await migrate_and_reflect(*kept_->opened, std::move(targets));
  migrated_ = kept_->opened.get();
  co_return read;
}

task<> schema_reader::drop_kept() {
  migrated_ = nullptr;
  if (kept_) co_await scratch().drop(*kept_);
  kept_.reset();
}

task<database_schema> schema_reader::migrate_and_reflect(database& on,
                                                         std::vector<std::string> targets) {
  const project* p = co_await revisions();
  if (!scratch().is_named()) {
    check_stays_in_database(*p, steps_to(p->map(), targets), on.dialect());
  }
  run_observer nobody;
  for (const std::string& target : targets) {
    run_request wanted;
    wanted.goal = move_to{direction::upgrade, target};
    wanted.on_empty_database = target == targets.front();
    const run_outcome ended = co_await run(on, *p, std::move(wanted), nobody);
    if (ended.failure) throw_failure(*ended.failure);
  }
  const pooled_connection connection = co_await on.connect(access::change);
  co_return co_await reflect_schema(ctx_.config, *connection, reflections::repeated);
}

task<> schema_reader::make_comparable(database_schema& from, const database_schema& to) {
  if (from.dialect() != to.dialect()) {
    throw error(error_kind::usage, fmt::format("A schema of {} cannot be compared with one of {}.",
                                               to_string(from.dialect()), to_string(to.dialect())));
  }
  if (from.dialect() != dialect::postgresql) co_return;
  const std::vector<object_key> different = different_expressions(from, to);
  if (different.empty()) co_return;
  outcome<void> opened;
  co_await opened.capture(scratch().open());
  outcome<schemas> printed;
  co_await printed.capture(load_dumps(part_of(from, different), part_of(to, different)));
  if (printed.failure()) co_await printed.capture(load_dumps(from, to));
  // A dump that does not load is not a reason to say nothing: then the texts count as they are.
  if (printed.failure()) {
    ctx_.reporter.log(log_level::warning, "schema",
                      "Expressions are compared as they are, because they could not be printed "
                      "again by loading them into another database.");
    co_return;
  }
  const schemas again = printed.take();
  from = with_equal_prints(from, again[0], to, again[1]);
}

task<schemas> schema_reader::load_dumps(database_schema one, database_schema other) {
  std::vector<task<database_schema>> both;
  both.push_back(load(postgresql::dump(one), "the schema's dump"));
  both.push_back(load(postgresql::dump(other), "the schema's dump"));
  co_return co_await gather(std::move(both));
}

task<std::vector<difference>> schema_reader::differences(database_schema from, database_schema to) {
  co_await make_comparable(from, to);
  co_return compare(from, to);
}

}  // namespace fz::command
