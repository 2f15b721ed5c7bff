#include "core/autogenerate/postgresql/casts.hpp"

#include <gtest/gtest.h>

namespace fz::postgresql {
namespace {

TEST(PostgresqlCasts, AWiderTypeKeepsEveryValue) {
  for (const auto& [from, to] : {std::pair{"integer", "bigint"},
                                 {"smallint", "integer"},
                                 {"bigint", "numeric"},
                                 {"character varying(10)", "character varying(20)"},
                                 {"character varying(10)", "character varying"},
                                 {"character varying(10)", "text"},
                                 {"numeric(10,2)", "numeric(12,2)"},
                                 {"real", "double precision"},
                                 {"json", "jsonb"},
                                 {"uuid", "text"}}) {
    EXPECT_EQ(effect_of_cast(from, to), cast_effect::keeps) << from << " to " << to;
  }
}

TEST(PostgresqlCasts, AShorterTypeCutsValuesOff) {
  for (const auto& [from, to] : {std::pair{"character varying(20)", "character varying(10)"},
                                 {"text", "character varying(10)"},
                                 {"numeric(10,4)", "numeric(10,2)"},
                                 {"numeric", "numeric(10,2)"},
                                 {"double precision", "integer"},
                                 {"timestamp without time zone", "date"}}) {
    EXPECT_EQ(effect_of_cast(from, to), cast_effect::may_lose) << from << " to " << to;
  }
}

TEST(PostgresqlCasts, AnotherTypeMayRefuseValues) {
  for (const auto& [from, to] : {std::pair{"text", "integer"},
                                 {"bigint", "integer"},
                                 {"numeric(10,2)", "numeric(10,4)"},
                                 {"text", "uuid"},
                                 {"public.mood", "public.other"}}) {
    EXPECT_EQ(effect_of_cast(from, to), cast_effect::may_fail) << from << " to " << to;
  }
}

}  // namespace
}  // namespace fz::postgresql
