#include "core/users/csv_reader.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;

/// The records as "line: field|field", with the problem after a '!'.
std::vector<std::string> records(std::string_view text) {
  std::vector<std::string> all;
  csv_reader reader(text);
  csv_record record;
  while (reader.next(record)) {
    std::string shown = fmt::format("{}: {}", record.line, fmt::join(record.fields, "|"));
    if (!record.problem.empty()) shown += "! " + record.problem;
    all.push_back(shown);
  }
  return all;
}

TEST(CsvReader, ReadsRecordsWithTheLineWhereTheyBegin) {
  EXPECT_THAT(records(""), ElementsAre());
  EXPECT_THAT(records("a,b\nc,d\n"), ElementsAre("1: a|b", "2: c|d"));
  EXPECT_THAT(records("a,b\r\nc,d"), ElementsAre("1: a|b", "2: c|d"));
  EXPECT_THAT(records("\n\na\n\r\n\nb\n\n"), ElementsAre("3: a", "6: b"));
  EXPECT_THAT(records("a,\n,b\n,"), ElementsAre("1: a|", "2: |b", "3: |"));
}

TEST(CsvReader, AByteOrderMarkIsNotPartOfTheFirstField) {
  EXPECT_THAT(records("\ufeffa,b"), ElementsAre("1: a|b"));
}

TEST(CsvReader, AFieldInQuotesMayHoldEverything) {
  EXPECT_THAT(records("\"a,\"\"b\"\"\",c\n\"two\nlines\",d\ne"),
              ElementsAre("1: a,\"b\"|c", "2: two\nlines|d", "4: e"));
  EXPECT_THAT(records("\"\",\"\""), ElementsAre("1: |"));
  EXPECT_THAT(records(" a , b "), ElementsAre("1:  a | b "));
}

TEST(CsvReader, ReportsWhatIsNotCsvAndContinues) {
  EXPECT_THAT(records("\"a\"b,c\nd"),
              ElementsAre("1: ab|c! There is text after a closing quote.", "2: d"));
  EXPECT_THAT(
      records("a\"b,c\nd"),
      ElementsAre("1: a\"b|c! A quote is inside a field that does not begin with one.", "2: d"));
  EXPECT_THAT(records("a\n\"b\nc"), ElementsAre("1: a", "2: b\nc! A quote is not closed."));
}

TEST(CsvReader, ALoneCarriageReturnIsText) {
  EXPECT_THAT(records("a\rb\r"), ElementsAre("1: a\rb\r"));
}

}  // namespace
}  // namespace fz
