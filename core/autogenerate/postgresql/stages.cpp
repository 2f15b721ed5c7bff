#include "core/autogenerate/postgresql/stages.hpp"

#include "core/autogenerate/postgresql/online_forms.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace fz::postgresql {
namespace {

object_key table_key(const object_key& part) {
  return {object_kind::table, part.schema, {}, part.parent, {}};
}

bool needs(const object_key& object, const object_key& other, const database_schema& in) {
  const schema_object* found = in.find(object);
  if (found == nullptr) return false;
  return std::any_of(found->depends_on.begin(), found->depends_on.end(),
                     [&](const dependency& each) { return each.on == other; });
}

/// True if the order of two statements about these objects may matter.
bool are_related(const object_key& a, const object_key& b, const database_schema& from,
                 const database_schema& to) {
  if (a == b || table_key(a) == b || table_key(b) == a) return true;
  if (a.schema == b.schema && a.name == b.name) return true;
  return needs(a, b, from) || needs(b, a, from) || needs(a, b, to) || needs(b, a, to);
}

/// Indexes and constraints need their columns, but only a primary key needs them to be NOT NULL,
/// which is what comes late.
bool can_come_before(const planned_statement& s, const object_key& late) {
  const bool on_columns = s.object.kind == object_kind::index ||
                          s.object.kind == object_kind::constraint ||
                          s.object.kind == object_kind::foreign_key;
  const bool is_primary = s.sql.find(" PRIMARY KEY ") != std::string::npos;
  return on_columns && !is_primary && late.kind == object_kind::column;
}

bool adds_enum_value(const planned_statement& s) {
  return s.object.kind == object_kind::enum_type && s.sql.find(" ADD VALUE ") != std::string::npos;
}

/// Deals statements out to stages: even ones are transactions, odd ones are outside of them.
class stage_dealer {
 public:
  stage_dealer(const database_schema& from, const database_schema& to) : from_(from), to_(to) {}

  /// The forms of one statement, which follow each other.
  void deal(const std::vector<online_statement>& forms) {
    std::size_t last = 0;
    for (const online_statement& each : forms) {
      std::size_t stage = earliest_for(each.statement);
      stage = std::max(stage, each.after_commit ? last + 1 : last);
      if (stage % 2 != (each.outside ? 1U : 0U)) ++stage;
      put(each, stage);
      last = stage;
    }
  }

  std::vector<plan_stage> stages() {
    std::vector<plan_stage> made;
    for (std::size_t i = 0; i < dealt_.size(); ++i) {
      if (!dealt_[i].empty()) made.push_back(stage(i));
    }
    return made;
  }

 private:
  std::size_t earliest_for(const planned_statement& s) const {
    std::size_t earliest = s.commit_before ? after_values_ : 0;
    for (const auto& [object, stage] : late_) {
      if (stage <= earliest || can_come_before(s, object)) continue;
      if (are_related(object, s.object, from_, to_)) earliest = stage;
    }
    return earliest;
  }

  void put(const online_statement& each, std::size_t stage) {
    if (dealt_.size() <= stage) dealt_.resize(stage + 1);
    dealt_[stage].push_back(each);
    if (stage > 0) late_.emplace_back(each.statement.object, stage);
    if (adds_enum_value(each.statement)) after_values_ = std::max(after_values_, stage + 1);
  }

  plan_stage stage(std::size_t number) {
    std::vector<online_statement>& all = dealt_[number];
    const auto reads = [](const online_statement& each) { return each.goes_first; };
    const bool validates = std::stable_partition(all.begin(), all.end(), reads) != all.begin();
    plan_stage made;
    made.transactional = number % 2 == 0;
    if (!made.transactional) made.purpose = stage_purpose::build_indexes;
    if (validates) made.purpose = stage_purpose::validate;
    for (online_statement& each : all) made.statements.push_back(std::move(each.statement));
    return made;
  }

  const database_schema& from_;
  const database_schema& to_;
  std::vector<std::vector<online_statement>> dealt_;
  std::vector<std::pair<object_key, std::size_t>> late_;  // what is not in the first stage
  std::size_t after_values_ = 0;  // the first stage after the last one that adds a value to an enum
};

}  // namespace

std::vector<plan_stage> plain_stages(const schema_plan& plan) {
  std::vector<plan_stage> stages;
  bool adds_value = false;  // in the last stage
  for (const planned_statement& each : plan) {
    if (stages.empty() || (each.commit_before && adds_value)) {
      stages.emplace_back();
      adds_value = false;
    }
    adds_value = adds_value || adds_enum_value(each);
    stages.back().statements.push_back(each);
  }
  return stages;
}

std::vector<plan_stage> online_stages(const schema_plan& plan, const database_schema& from,
                                      const database_schema& to) {
  stage_dealer dealer(from, to);
  for (const planned_statement& each : plan) dealer.deal(online_form(each, from, to));
  return dealer.stages();
}

}  // namespace fz::postgresql
