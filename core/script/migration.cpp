#include "core/script/migration.hpp"

#include "core/script/body_loader.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace fz {

/// The bodies of files that were read before. From any thread.
class body_cache {
 public:
  /// The body, unless the file has another identity by now.
  std::optional<step_body> find(const revision& r, direction way, dialect d) {
    const std::lock_guard lock(mutex_);
    const auto found = bodies_.find({r.id, way, d});
    if (found == bodies_.end() || identity_of(r.file) != found->second.identity) {
      return std::nullopt;
    }
    return found->second.body;
  }

  void keep(const revision& r, direction way, dialect d, const file_identity& identity,
            const step_body& body) {
    const std::lock_guard lock(mutex_);
    bodies_.insert_or_assign({r.id, way, d}, entry{identity, body});
  }

 private:
  struct entry {
    file_identity identity;
    step_body body;
  };

  std::mutex mutex_;
  std::map<std::tuple<std::string, direction, dialect>, entry> bodies_;
};

namespace {

error cannot_be_undone(const revision& r) {
  if (r.file.empty()) {
    return error(error_kind::script,
                 fmt::format("Revision {} has no downgrade function, so it cannot be undone.",
                             printable(r.id)));
  }
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} has no `-- fz:downgrade` section, so it cannot be "
                              "undone. An empty section says that there is nothing to undo.",
                              printable(r.id)));
}

std::unordered_map<std::string, code_migration> by_id(std::vector<code_migration> coded) {
  std::unordered_map<std::string, code_migration> indexed;
  for (code_migration& each : coded) {
    const std::string id = each.revision.id;
    if (!each.upgrade) {
      throw error(error_kind::script,
                  fmt::format("Revision {} has no upgrade function.", printable(id)));
    }
    if (!indexed.emplace(id, std::move(each)).second) {
      throw error(error_kind::revision,
                  fmt::format("Revision {} is registered twice in code.", printable(id)));
    }
  }
  return indexed;
}

std::vector<revision> together(std::vector<revision> files,
                               const std::unordered_map<std::string, code_migration>& coded) {
  for (const auto& [id, migration] : coded) files.push_back(migration.revision);
  return files;
}

}  // namespace

migrations::migrations(script_directory files, std::vector<code_migration> coded)
    : coded_(by_id(std::move(coded))),
      stray_files_(std::move(files.stray_files)),
      map_(together(std::move(files.revisions), coded_)),
      cache_(std::make_shared<body_cache>()) {}

step_body migrations::load(const step& s, dialect d) const {
  const revision& r = *s.subject;
  const auto found = coded_.find(r.id);
  if (found == coded_.end()) {
    if (auto known = cache_->find(r, s.direction, d)) return *known;
    const file_identity identity = identity_of(r.file);
    std::optional<file_body> body = load_body(r, s.direction, d, memory_);
    if (!body) throw cannot_be_undone(r);
    step_body loaded{body->transactional, std::move(body->script), std::move(body->sha256),
                     body->effects,       std::move(body->notes),  std::move(body->rebuilds)};
    cache_->keep(r, s.direction, d, identity, loaded);
    return loaded;
  }
  const code_migration& migration = found->second;
  const bool up = s.direction == direction::upgrade;
  if (!up && !migration.downgrade) throw cannot_be_undone(r);
  return {true, up ? migration.upgrade : migration.downgrade};
}

bool may_touch_session(const step_body& body) {
  const bool is_code = std::holds_alternative<migration_function>(body.work);
  const script_effects& does = body.effects;
  return is_code || !body.rebuilds.empty() ||
         std::max(does.session, does.in_transaction) != session_effect::none;
}

}  // namespace fz
