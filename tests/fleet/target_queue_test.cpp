#include "core/fleet/target_queue.hpp"

#include "tests/fleet/targets.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

/// Two files and two servers with two targets each.
std::vector<fleet_target> mixed_targets() {
  std::vector<fleet_target> targets = sqlite_targets(6);
  for (std::size_t i = 2; i < 6; ++i) {
    targets[i].url = i < 4 ? "postgresql://db1/t" : "postgresql://db2/t";
  }
  return targets;
}

std::vector<std::string> in_words(const free_room& room) {
  std::vector<std::string> words;
  for (const free_room::server& each : room.servers) {
    words.push_back(each.name + " " + std::to_string(each.targets));
  }
  return words;
}

TEST(TargetQueue, ServersTakeTurnsAndNoneHasMoreThanItsLimit) {
  target_queue queue(mixed_targets());
  queue.begin_wave({0, 1, 2, 3, 4, 5}, 1, 2, false);
  for (const std::size_t each : {2u, 3u, 4u, 5u, 0u, 1u}) queue.add(each);
  EXPECT_THAT(queue.take(), Optional(2u));
  EXPECT_THAT(queue.take(), Optional(4u));
  EXPECT_THAT(queue.take(), Optional(0u));
  EXPECT_THAT(queue.take(), Optional(1u));
  EXPECT_EQ(queue.take(), std::nullopt);
  --queue.server_of(2).running;
  EXPECT_THAT(queue.take(), Optional(3u));
}

TEST(TargetQueue, AServerThatIsStillToBeAskedGetsOneTarget) {
  target_queue queue(mixed_targets());
  queue.begin_wave({2, 3, 4}, 8, 8, true);
  for (const std::size_t each : {2u, 3u, 4u}) queue.add(each);
  EXPECT_THAT(queue.take(), Optional(2u));
  EXPECT_THAT(queue.take(), Optional(4u));  // the only one of its server
  EXPECT_EQ(queue.take(), std::nullopt);
  queue.server_of(2).is_asked = true;
  EXPECT_THAT(queue.take(), Optional(3u));
}

TEST(TargetQueue, RoomIsWhatCouldBeBegunBeyondWhatIsReady) {
  target_queue queue(mixed_targets());
  queue.begin_wave({0, 1, 2, 3}, 8, 8, false);
  EXPECT_THAT(in_words(queue.room(8)), ElementsAre(" 2", "db1:5432 2"));
  EXPECT_THAT(in_words(queue.room(1)), ElementsAre(" 1", "db1:5432 1"));
  queue.add(0);
  queue.add(2);
  queue.take();
  EXPECT_THAT(in_words(queue.room(8)), ElementsAre(" 1", "db1:5432 1"));
  EXPECT_THAT(in_words(queue.room(0)), IsEmpty());
}

}  // namespace
}  // namespace fz
