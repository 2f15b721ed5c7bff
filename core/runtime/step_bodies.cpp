#include "core/runtime/step_bodies.hpp"

#include "core/runtime/database.hpp"
#include "core/script/body_file.hpp"
#include "core/script/body_loader.hpp"
#include "core/util/error.hpp"
#include "core/util/parts.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fz {
namespace {

/// From this number of files on, another thread pays off.
constexpr std::size_t worth_a_thread = 100;

error cannot_join(const revision& r) {
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} runs outside of a transaction (transaction=off), so it "
                              "cannot be part of a run in a single one.",
                              printable(r.id)));
}

/// A section outside of a transaction.
void check_outside(const statement_source& script, dialect d) {
  const catalog& of = catalog_of(d);
  const auto reader = script.open();
  while (const statement* s = reader->next()) of.check_recoverable(*s);
}

step_body load_body(const migrations& scripts, const step& s, dialect d, transaction_scope scope) {
  step_body body = scripts.load(s, d);
  const bool joins = body.transactional || scope == transaction_scope::each;
  if (!joins) throw cannot_join(*s.subject);
  const auto* script = std::get_if<script_ptr>(&body.work);
  if (!body.transactional && script != nullptr) check_outside(**script, d);
  return body;
}

/// Adds what is wrong with the file of a revision in one direction, unless it is known already.
void check_file(const revision& r, direction way, dialect d, std::vector<std::string>& mistakes) {
  try {
    const auto no_memory = std::make_shared<body_memory>(0);
    const std::optional<file_body> body = load_body(r, way, d, no_memory);
    if (body && !body->transactional) check_outside(*body->script, d);
  } catch (const error& e) {
    for (const std::string_view line : split(e.what(), '\n')) {
      const bool known = std::find(mistakes.begin(), mistakes.end(), line) != mistakes.end();
      if (!known) mistakes.emplace_back(line);
    }
  }
}

/// What some steps do, and what is wrong with their files.
struct loaded_bodies {
  std::vector<step_body> bodies;
  std::vector<error> mistakes;
};

void append(loaded_bodies& to, loaded_bodies from) {
  std::move(from.bodies.begin(), from.bodies.end(), std::back_inserter(to.bodies));
  std::move(from.mistakes.begin(), from.mistakes.end(), std::back_inserter(to.mistakes));
}

/// All that is wrong, so that it can be mended at once.
error together(const std::vector<error>& mistakes) {
  if (mistakes.size() == 1) return mistakes.front();
  std::vector<std::string> sentences;
  for (const error& e : mistakes) sentences.emplace_back(e.what());
  return error(error_kind::script, join(sentences, "\n"));
}

}  // namespace

std::vector<step_body> load_bodies(const migrations& scripts, const plan& p, dialect d,
                                   transaction_scope scope) {
  const auto load = [&](std::size_t first, std::size_t last) {
    loaded_bodies some;
    for (std::size_t i = first; i < last; ++i) {
      try {
        some.bodies.push_back(load_body(scripts, p.steps[i], d, scope));
      } catch (const error& e) {
        some.mistakes.push_back(e);
      }
    }
    return some;
  };
  loaded_bodies all;
  all.bodies.reserve(p.steps.size());
  for (loaded_bodies& part : in_parts(p.steps.size(), worth_a_thread, load)) {
    append(all, std::move(part));
  }
  if (!all.mistakes.empty()) throw together(all.mistakes);
  return std::move(all.bodies);
}

std::vector<error> check_bodies(const migrations& scripts, const node_set& applied, dialect d) {
  const revision_map& map = scripts.map();
  const auto check = [&](std::size_t first, std::size_t last) {
    std::vector<error> mistakes;
    for (node n = first; n < last; ++n) {
      std::vector<std::string> of_file;
      if (map[n].file.empty()) continue;
      if (!applied[n]) check_file(map[n], direction::upgrade, d, of_file);
      check_file(map[n], direction::downgrade, d, of_file);
      if (!of_file.empty()) mistakes.emplace_back(error_kind::script, join(of_file, "\n"));
    }
    return mistakes;
  };
  std::vector<error> all;
  for (std::vector<error>& part : in_parts(map.size(), worth_a_thread, check)) {
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<step_body> stamp_bodies(const migrations& scripts, const plan& p) {
  std::vector<step_body> bodies;
  bodies.reserve(p.steps.size());
  for (const step& s : p.steps) {
    bodies.emplace_back();
    const auto found = s.to.empty() ? std::nullopt : scripts.map().find(s.to.front());
    if (!found) continue;
    const std::string& file = scripts.map()[*found].file;
    if (!file.empty()) bodies.back().sha256 = digest_of_file(file);
  }
  return bodies;
}

}  // namespace fz
