#include "core/sql/transaction_opening.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const std::vector<statement>& statements) {
  std::vector<std::string> found;
  for (const statement& s : statements) found.push_back(s.sql);
  return found;
}

split_script split(std::vector<statement> statements) {
  return split_opening(script_of(std::move(statements)), dialect::postgresql);
}

TEST(TransactionOpening, TakesWhatMustComeBeforeAnyQuery) {
  const split_script found = split({statement("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"),
                                    statement("SET TRANSACTION DEFERRABLE"), statement("SELECT 1"),
                                    statement("SET TRANSACTION READ WRITE")});
  EXPECT_THAT(texts(found.opening), ElementsAre("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                                                "SET TRANSACTION DEFERRABLE"));
  EXPECT_THAT(texts(statements_of(found.rest)),
              ElementsAre("SELECT 1", "SET TRANSACTION READ WRITE"));
  EXPECT_EQ(statement_count(found.rest), 2u);
}

TEST(TransactionOpening, OfMostScriptsIsEmpty) {
  const split_script found = split({statement("SET lock_timeout = 0"), statement("SELECT 1")});
  EXPECT_THAT(found.opening, IsEmpty());
  EXPECT_EQ(statement_count(found.rest), 2u);
  EXPECT_THAT(split({}).opening, IsEmpty());
}

}  // namespace
}  // namespace fz
