#include "core/revision/drawing.hpp"
#include "core/revision/history.hpp"
#include "tests/revision/graph.hpp"
#include "tests/revision/random_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

// What holds for every graph and every command. The state of the database is kept here a second
// time, as simply as possible: the set of applied revisions.

namespace fz {
namespace {

using applied_set = std::set<node>;

applied_set below(const revision_map& map, const std::vector<std::string>& ids) {
  applied_set result;
  std::vector<node> waiting;
  for (const std::string& id : ids) waiting.push_back(*map.find(id));
  while (!waiting.empty()) {
    const node n = waiting.back();
    waiting.pop_back();
    if (!result.insert(n).second) continue;
    for (const node parent : map.parents(n, edges::all)) waiting.push_back(parent);
  }
  return result;
}

rows tips(const revision_map& map, const applied_set& applied) {
  rows result;
  for (const node n : applied) {
    const auto children = map.children(n, edges::all);
    if (std::none_of(children.begin(), children.end(),
                     [&](node child) { return applied.contains(child); })) {
      result.push_back(map[n].id);
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

/// Carries a change out on a table that minds its keys, as the database does.
void expect_change_fits(const row_change& change, std::set<std::string>& table) {
  if (change.what != row_change::kind::insert) {
    EXPECT_EQ(table.erase(change.from), 1u) << change.from;
  }
  if (change.what != row_change::kind::remove) {
    EXPECT_TRUE(table.insert(change.to).second) << change.to;
  }
}

void expect_step_fits(const revision_map& map, const step& step, applied_set& applied) {
  const node n = *map.find(step.subject->id);
  if (step.direction == direction::upgrade) {
    for (const node parent : map.parents(n, edges::all)) EXPECT_TRUE(applied.contains(parent));
    EXPECT_TRUE(applied.insert(n).second);
  } else {
    for (const node child : map.children(n, edges::all)) EXPECT_FALSE(applied.contains(child));
    EXPECT_EQ(applied.erase(n), 1u);
  }
}

void expect_plan_fits(const revision_map& map, const plan& plan) {
  applied_set applied = below(map, plan.rows_before);
  std::set<std::string> table(plan.rows_before.begin(), plan.rows_before.end());
  for (const step& each : plan.steps) {
    expect_step_fits(map, each, applied);
    for (const row_change& change : each.changes) expect_change_fits(change, table);
    EXPECT_EQ(rows(table.begin(), table.end()), tips(map, applied));
  }
  EXPECT_EQ(plan.rows_after, rows(table.begin(), table.end()));
}

/// The plan, or nothing if the command is refused, which must be with a sentence.
std::optional<plan> planned(const revision_map& map, const rows& before, direction way,
                            std::string_view target) {
  try {
    return make_plan(map, before, way, target);
  } catch (const error& refused) {
    EXPECT_FALSE(std::string_view(refused.what()).empty());
    return std::nullopt;
  }
}

/// Gives `check` a few thousand graphs with some state that a database can be in.
template <class Check>
void for_many_cases(Check check) {
  for (std::uint32_t seed = 0; seed < 1'500; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    chance chance(seed);
    const revision_map map(random_revisions(chance));
    rows now;
    for (int command = 0; command < 4; ++command) {
      check(map, now, chance);
      if (testing::Test::HasFailure()) return;
      const auto way = chance.one_in(3) ? direction::downgrade : direction::upgrade;
      if (const auto moved = planned(map, now, way, random_target(map, chance))) {
        now = moved->rows_after;
      }
    }
  }
}

TEST(EveryPlan, RunsInAnOrderThatFitsAndKeepsTheRowsTheTips) {
  std::size_t steps = 0;
  for_many_cases([&](const revision_map& map, const rows& now, chance& chance) {
    for (const auto way : {direction::upgrade, direction::downgrade}) {
      const auto plan = planned(map, now, way, random_target(map, chance));
      if (!plan) continue;
      expect_plan_fits(map, *plan);
      steps += plan->steps.size();
    }
  });
  EXPECT_GT(steps, 8'000u) << "the cases have become too simple";
}

TEST(EveryPlan, UpgradesToAllThatTheTargetNeeds) {
  for_many_cases([](const revision_map& map, const rows& now, chance& chance) {
    const std::string target = map[static_cast<node>(chance.below(map.size()))].id;
    const auto plan = planned(map, now, direction::upgrade, target);
    ASSERT_TRUE(plan);
    applied_set expected = below(map, now);
    expected.merge(below(map, {target}));
    EXPECT_EQ(below(map, plan->rows_after), expected);
  });
}

// The way back takes off what stands above the starting point. It ends exactly there unless the
// upgrade also brought in dependencies from elsewhere, which nothing asks to go.
TEST(EveryPlan, LeadsBackToASingleRow) {
  std::size_t exact = 0;
  for_many_cases([&](const revision_map& map, const rows&, chance& chance) {
    const rows now = {map[static_cast<node>(chance.below(map.size()))].id};
    const auto there = planned(map, now, direction::upgrade, random_target(map, chance));
    if (!there || there->steps.empty()) return;
    const auto back = planned(map, there->rows_after, direction::downgrade, now.front());
    const node start = *map.find(now.front());
    const auto above = map.descendants(map.children(start, edges::down), edges::all);
    applied_set expected = below(map, there->rows_after);
    const bool nothing_above = std::erase_if(expected, [&](node n) { return above[n]; }) == 0;
    if (!back) {
      EXPECT_TRUE(nothing_above) << "nothing to go down from";
      return;
    }
    EXPECT_EQ(below(map, back->rows_after), expected);
    if (expected != below(map, now)) return;
    ++exact;
    EXPECT_EQ(back->rows_after, now);
    ASSERT_EQ(back->steps.size(), there->steps.size());
    for (std::size_t i = 0; i < back->steps.size(); ++i) {
      EXPECT_EQ(back->steps[i].subject, there->steps[back->steps.size() - 1 - i].subject);
    }
  });
  EXPECT_GT(exact, 200u) << "the cases have become too simple";
}

TEST(EveryPlan, LeadsBackToTheBase) {
  for_many_cases([](const revision_map& map, const rows& now, chance&) {
    const auto plan = planned(map, now, direction::downgrade, "base");
    ASSERT_TRUE(plan);
    EXPECT_THAT(plan->rows_after, testing::IsEmpty());
    EXPECT_EQ(plan->steps.size(), below(map, now).size());
  });
}

TEST(EveryPlan, OfOneStepDownTakesOffOneTip) {
  for_many_cases([](const revision_map& map, const rows& now, chance&) {
    const auto plan = planned(map, now, direction::downgrade, "-1");
    EXPECT_EQ(plan.has_value(), now.size() == 1);
    if (plan) {
      EXPECT_EQ(plan->steps.size(), 1u);
    }
  });
}

TEST(EveryPlan, RepairsRowsThatAreBelowOthers) {
  for_many_cases([](const revision_map& map, const rows&, chance& chance) {
    rows any;
    for (node n = 0; n < map.size(); ++n) {
      if (chance.one_in(3)) any.push_back(map[n].id);
    }
    for (const auto way : {direction::upgrade, direction::downgrade}) {
      if (const auto plan = planned(map, any, way, random_target(map, chance))) {
        expect_plan_fits(map, *plan);
      }
    }
  });
}

TEST(EveryStamp, EndsAtItsTargetWithoutAncestorsBesideDescendants) {
  for_many_cases([](const revision_map& map, const rows& now, chance& chance) {
    const std::string target = map[static_cast<node>(chance.below(map.size()))].id;
    std::vector<std::string> targets = {target};
    if (chance.one_in(2)) targets.push_back(chance.pick(map.names()));
    const plan plan = make_stamp_plan(map, now, targets, chance.one_in(4) ? purge::yes : purge::no);
    std::set<std::string> table(now.begin(), now.end());
    for (const step& each : plan.steps) {
      for (const row_change& change : each.changes) expect_change_fits(change, table);
    }
    EXPECT_EQ(plan.rows_after, rows(table.begin(), table.end()));
    const applied_set after = below(map, plan.rows_after);
    EXPECT_EQ(plan.rows_after, tips(map, after));
    EXPECT_TRUE(after.contains(*map.find(target)));
    if (targets.size() == 1) {
      EXPECT_TRUE(table.contains(target));
    }
  });
}

TEST(EveryHistory, ListsEachRevisionOnceAboveWhatItNeeds) {
  for_many_cases([](const revision_map& map, const rows& now, chance&) {
    const std::vector<node> all = history(map, ":");
    EXPECT_EQ(all.size(), map.size());
    applied_set still = {all.begin(), all.end()};
    for (const node n : all) {
      for (const node child : map.children(n, edges::all)) EXPECT_FALSE(still.contains(child));
      still.erase(n);
    }
    const auto current = history(map, ":current", now);
    EXPECT_EQ(applied_set(current.begin(), current.end()), below(map, now));
  });
}

TEST(EveryDrawing, ShowsEachRevisionOnce) {
  for_many_cases([](const revision_map& map, const rows&, chance&) {
    const std::vector<node> all = history(map, ":");
    std::vector<node> drawn;
    for (const drawn_line& line : draw_graph(map, all)) {
      EXPECT_EQ(std::count(line.text.begin(), line.text.end(), '*'), line.revision ? 1 : 0);
      EXPECT_NE(line.text.back(), ' ');
      if (line.revision) drawn.push_back(*line.revision);
    }
    EXPECT_EQ(drawn, all);
  });
}

TEST(AnyInput, EndsInAPlanOrASentence) {
  using namespace std::literals;
  constexpr std::string_view alphabet = "@+-:0129 .headsbase\0\xff\xc3\n'g"sv;
  for_many_cases([&](const revision_map& map, const rows& now, chance& chance) {
    for (int i = 0; i < 3; ++i) {
      std::string text;
      for (std::size_t length = chance.below(12); length > 0; --length) {
        text += chance.one_in(4) ? chance.pick(map.names()) : std::string(1, chance.pick(alphabet));
      }
      planned(map, now, direction::upgrade, text);
      planned(map, now, direction::downgrade, text);
      sentence_of([&] { make_stamp_plan(map, now, {text}, purge::no); });
      sentence_of([&] { history(map, text, now); });
    }
  });
}

}  // namespace
}  // namespace fz
