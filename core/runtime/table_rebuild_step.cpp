#include "core/runtime/table_rebuild_step.hpp"

#include "core/autogenerate/sqlite/rebuild_plan.hpp"
#include "core/database/sqlite/reflection/read_catalog.hpp"
#include "core/database/sqlite/refused_uses.hpp"
#include "core/sql/statement_source.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// One section at work.
class rebuilding_section {
 public:
  rebuilding_section(connection& c, sync_connection& in, const step_body& body)
      : connection_(c), in_(in), body_(body) {}

  std::vector<statement> run() {
    const sqlite::refused_uses refused_before = sqlite::find_refused_uses(in_);
    const auto reader = std::get<script_ptr>(body_.work)->open();
    auto rebuild = body_.rebuilds.begin();
    std::size_t index = 0;
    while (const statement* s = reader->next()) {
      if (rebuild != body_.rebuilds.end() && rebuild->statement == index) {
        run_pending();
        plan(*s, rebuild->position);
        run_pending();
        ++rebuild;
      } else {
        pending_.push_back(*s);
      }
      ++index;
    }
    run_pending();
    for (const auto& [what, reason] : sqlite::find_refused_uses(in_)) {
      if (refused_before.count(what) == 0) refuse(what, reason);
    }
    return std::move(ran_);
  }

 private:
  /// At the last rebuild: which of them it was is not known, and one is the rule.
  [[noreturn]] void refuse(const std::string& what, const std::string& reason) const {
    throw error_at(
        error_kind::database, body_.rebuilds.back().position,
        fmt::format("{} after the rebuild. {} The section must drop what names it before the "
                    "rebuild, and make it anew after.",
                    what, printable(reason)));
  }

  void plan(const statement& create, const source_position& line) {
    std::vector<std::string> nothing;
    const database_schema now = in_.wait(sqlite::reflect(connection_, std::move(nothing)));
    std::string sql;
    try {
      sql = sqlite::section_of(sqlite::plan_rebuild(now, create.sql));
    } catch (const error& e) {
      throw error_at(e.kind(), line, e.what());
    }
    pending_ = split_statements(sql, dialect::sqlite, create.position);
    for (statement& each : pending_) each.position = create.position;
  }

  void run_pending() {
    if (pending_.empty()) return;
    batch part;
    part.how = batch::mode::in_current_transaction;
    part.script = script_of(pending_);
    in_.execute(std::move(part));
    std::move(pending_.begin(), pending_.end(), std::back_inserter(ran_));
    pending_.clear();
  }

  connection& connection_;
  sync_connection& in_;
  const step_body& body_;
  std::vector<statement> pending_;
  std::vector<statement> ran_;
};

}  // namespace

std::vector<statement> run_with_rebuilds(connection& c, sync_connection& in,
                                         const step_body& body) {
  return rebuilding_section(c, in, body).run();
}

}  // namespace fz
