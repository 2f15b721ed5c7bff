#include "core/runtime/table_rebuild_step.hpp"

#include "core/autogenerate/sqlite/rebuild_plan.hpp"
#include "core/database/sqlite/reflection/read_catalog.hpp"
#include "core/sql/statement_source.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"

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
    return std::move(ran_);
  }

 private:
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
