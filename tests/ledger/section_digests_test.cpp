#include "core/ledger/section_digests.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fz {
namespace {

std::vector<statement> section(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

/// The entry of a run that was stopped in the section.
journal_entry entry_of(const std::vector<std::string>& texts, std::size_t done,
                       std::size_t started) {
  journal_entry entry;
  entry.done = static_cast<std::int64_t>(done);
  entry.started = static_cast<std::int64_t>(started);
  entry.digest = section_digests(section(texts)).of(done, started);
  return entry;
}

TEST(SectionDigests, FitIntoTheirColumn) {
  EXPECT_EQ(entry_of({"one", "two"}, 0, 0).digest.size(), 32u);
  EXPECT_EQ(entry_of({"one", "two"}, 1, 2).digest.size(), 64u);
}

TEST(SectionDigests, WhatComesAfterTheBoundaryMayChange) {
  const journal_entry entry = entry_of({"one", "two", "three"}, 2, 0);
  EXPECT_TRUE(section_digests(section({"one", "two", "3"})).has_done(entry));
  EXPECT_TRUE(section_digests(section({"one", "two"})).has_done(entry));
  EXPECT_FALSE(section_digests(section({"one", "2", "three"})).has_done(entry));
  EXPECT_FALSE(section_digests(section({"two", "one", "three"})).has_done(entry));
  EXPECT_FALSE(section_digests(section({"one"})).has_done(entry));
  EXPECT_FALSE(section_digests(section({})).has_done(entry));
}

TEST(SectionDigests, AStatementThatWasBegunIsKnownByItself) {
  const journal_entry entry = entry_of({"one", "two"}, 1, 2);
  EXPECT_TRUE(section_digests(section({"one", "two"})).has_started(entry));
  const section_digests changed(section({"one", "2"}));
  EXPECT_TRUE(changed.has_done(entry));
  EXPECT_FALSE(changed.has_started(entry));
  EXPECT_FALSE(section_digests(section({"one"})).has_started(entry));
  EXPECT_FALSE(changed.has_started(entry_of({"one", "two"}, 1, 0)));
}

TEST(SectionDigests, WhereOneStatementEndsMatters) {
  const journal_entry entry = entry_of({"one", "two"}, 2, 0);
  EXPECT_FALSE(section_digests(section({"on", "etwo"})).has_done(entry));
}

}  // namespace
}  // namespace fz
