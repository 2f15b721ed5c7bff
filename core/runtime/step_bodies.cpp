#include "core/runtime/step_bodies.hpp"

#include "core/runtime/database.hpp"
#include "core/script/body_file.hpp"
#include "core/util/error.hpp"
#include "core/util/parts.hpp"
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
  const auto reader = (*script)->open();
  while (const statement* s = reader->next()) of.check_recoverable(*s);
}

step_body load_body(const migrations& scripts, const step& s, dialect d, transaction_scope scope) {
  step_body body = scripts.load(s, d);
  const bool joins = body.transactional || scope == transaction_scope::each;
  if (!joins) throw cannot_join(*s.subject);
  check_outside(body, d);
  return body;
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
