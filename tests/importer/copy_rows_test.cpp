#include "core/importer/copy_rows.hpp"

#include <gtest/gtest.h>

namespace fz::importer {
namespace {

constexpr std::string_view begin = "INSERT INTO t OVERRIDING SYSTEM VALUE VALUES\n  ";

TEST(CopyRows, ValuesAreLiteralsAndNulls) {
  EXPECT_EQ(inserts_of("COPY t FROM stdin", "1\t\\N\tit's\n\t\\\\N\t\n").sql,
            std::string(begin) + "('1', NULL, 'it''s'),\n  ('', E'\\\\N', '');");
}

TEST(CopyRows, ColumnsAndSchemaStay) {
  EXPECT_EQ(inserts_of("COPY public.\"T\" (a, \"from\") FROM STDIN", "1\t2\n").sql,
            "INSERT INTO public.\"T\" (a, \"from\") OVERRIDING SYSTEM VALUE VALUES\n  ('1', '2');");
}

TEST(CopyRows, BackslashesMeanWhatTheyMeanToCopy) {
  EXPECT_EQ(inserts_of("COPY t FROM stdin", "a\\tb\\nc\\\\d\\x41\\101\\q\n").sql,
            std::string(begin) + "(E'a\tb\nc\\\\dAAq');");
}

TEST(CopyRows, LinesMayEndWithCarriageReturns) {
  EXPECT_EQ(inserts_of("COPY t FROM stdin", "1\r\n2\r\n").sql,
            std::string(begin) + "('1'),\n  ('2');");
}

TEST(CopyRows, NoRowsAreNoStatement) { EXPECT_EQ(inserts_of("COPY t FROM stdin", "").sql, ""); }

TEST(CopyRows, ManyRowsAreSeveralStatements) {
  std::string data;
  for (int i = 0; i < 450; ++i) data += "1\n";
  const std::string sql = inserts_of("COPY t FROM stdin", data).sql;
  std::size_t count = 0;
  for (std::size_t at = 0; (at = sql.find("INSERT", at)) != sql.npos; ++at) ++count;
  EXPECT_EQ(count, 3u);
}

TEST(CopyRows, OptionsAndOtherEncodingsAreLeftToAPerson) {
  EXPECT_EQ(inserts_of("COPY t FROM stdin (FORMAT csv)", "1\n").problem,
            "COPY FROM STDIN with options reads rows from the client; INSERT them.");
  EXPECT_EQ(inserts_of("COPY t FROM stdin", "1\n\\xff\n").problem,
            "Row 2 of COPY FROM STDIN is not UTF-8; INSERT the rows.");
}

}  // namespace
}  // namespace fz::importer
