#include "core/runtime/step_bodies.hpp"

#include "core/runtime/open_engine.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/parts.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <variant>

namespace fz {
namespace {

/// So many files are worth a thread.
constexpr std::size_t worth_a_thread = 100;

error cannot_join(const revision& r) {
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} runs outside of a transaction (transaction=off), so it "
                              "cannot be part of a run in a single one.",
                              printable(r.id)));
}

void check_outside(const step_body& body, dialect d) {
  const auto* script = std::get_if<script_ptr>(&body.work);
  if (body.transactional || script == nullptr) return;
  const catalog& of = catalog_of(d);
  for (const statement& s : statements_of(*script)) of.check_recoverable(s);
}

}  // namespace

std::vector<step_body> load_bodies(const migrations& scripts, const plan& p, dialect d,
                                   transaction_scope scope) {
  const auto load = [&](std::size_t first, std::size_t last) {
    std::vector<step_body> bodies;
    for (std::size_t i = first; i < last; ++i) {
      bodies.push_back(scripts.load(p.steps[i], d));
      const bool joins = bodies.back().transactional || scope == transaction_scope::each;
      if (!joins) throw cannot_join(*p.steps[i].subject);
      check_outside(bodies.back(), d);
    }
    return bodies;
  };
  std::vector<step_body> bodies;
  bodies.reserve(p.steps.size());
  for (auto& part : in_parts(p.steps.size(), worth_a_thread, load)) {
    std::move(part.begin(), part.end(), std::back_inserter(bodies));
  }
  return bodies;
}

std::vector<step_body> stamp_bodies(const migrations& scripts, const plan& p) {
  std::vector<step_body> bodies;
  bodies.reserve(p.steps.size());
  for (const step& s : p.steps) {
    bodies.emplace_back();
    const auto found = s.to.empty() ? std::nullopt : scripts.map().find(s.to.front());
    if (!found) continue;
    const std::string& file = scripts.map()[*found].file;
    if (!file.empty()) bodies.back().sha256 = sha256(read_file(file));
  }
  return bodies;
}

}  // namespace fz
