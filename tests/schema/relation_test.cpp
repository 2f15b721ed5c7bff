#include "core/schema/relation.hpp"

#include "core/schema/diagram.hpp"
#include "core/schema/reference_text.hpp"
#include "core/schema/relation_text.hpp"
#include "core/schema/svg_layout.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

schema_object object(object_kind kind, std::string parent, std::string name,
                     std::vector<attributes::entry> values = {}) {
  schema_object made{{kind, "public", std::move(parent), std::move(name), {}}};
  for (auto& [attribute, text] : values) made.attributes.set(attribute, text);
  return made;
}

/// Customers, and orders that refer to them and to themselves, as PostgreSQL describes them.
database_schema shop() {
  using kind = object_kind;
  return database_schema(
      dialect::postgresql,
      {object(kind::table, "", "customers"),
       object(kind::column, "customers", "id",
              {{"type", "integer"}, {"not_null", "yes"}, {"identity", "ALWAYS"}}),
       object(kind::constraint, "customers", "customers_pkey",
              {{"definition", "PRIMARY KEY (id)"}}),
       object(kind::table, "", "orders", {{"unlogged", "yes"}}),
       object(kind::column, "orders", "customer",
              {{"type", "integer"}, {"not_null", "yes"}, {"comment", "who <buys>"}}),
       object(kind::column, "orders", "parent \"x\"", {{"type", "numeric(10,2)"}}),
       object(kind::column_default, "orders", "customer", {{"expression", "1"}}),
       object(kind::constraint, "orders", "u", {{"definition", "UNIQUE (customer)"}}),
       object(kind::foreign_key, "orders", "fk",
              {{"definition",
                "FOREIGN KEY (customer) REFERENCES public.customers(id) ON DELETE CASCADE"}}),
       object(kind::foreign_key, "orders", "self",
              {{"definition",
                "FOREIGN KEY (\"parent \"\"x\"\"\") REFERENCES public.orders(customer)"}}),
       object(kind::index, "orders", "i",
              {{"definition", "CREATE INDEX i ON public.orders USING btree (customer)"}}),
       object(kind::view, "", "v", {{"definition", "SELECT 1"}})});
}

TEST(ReferenceText, IsReadInTheFormOfBothDialects) {
  const auto pg = read_reference(
      "FOREIGN KEY (a, \"B c\") REFERENCES s.\"P\"(x, y) ON DELETE CASCADE", dialect::postgresql);
  ASSERT_TRUE(pg);
  EXPECT_EQ(pg->columns, (std::vector<std::string>{"a", "B c"}));
  EXPECT_EQ(pg->schema, "s");
  EXPECT_EQ(pg->table, "P");
  EXPECT_EQ(pg->referenced, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(pg->rest, "ON DELETE CASCADE");
  const auto sqlite = read_reference("(a) references \"my p\" match full", dialect::sqlite);
  ASSERT_TRUE(sqlite);
  EXPECT_EQ(sqlite->table, "my p");
  EXPECT_TRUE(sqlite->referenced.empty());
  EXPECT_EQ(sqlite->rest, "match full");
  EXPECT_FALSE(read_reference("CHECK (a > 1)", dialect::postgresql));
}

TEST(ReferenceText, TheColumnsOfAKeyAreNamesOrNothing) {
  EXPECT_EQ(columns_in("unique (a desc, lower(b), (c), d collate \"x\") where e", dialect::sqlite),
            (std::vector<std::string>{"a", "", "", "d"}));
  EXPECT_EQ(columns_in("no parentheses", dialect::sqlite), std::vector<std::string>{""});
}

TEST(Relation, KnowsWhatRefersToIt) {
  const std::vector<relation> tables = relations_in(shop(), false);
  ASSERT_EQ(tables.size(), 2u);
  const relation& customers = tables[0];
  const relation& orders = tables[1];
  ASSERT_EQ(customers.referred_by.size(), 1u);
  EXPECT_EQ(customers.referred_by[0].from.name, "orders");
  EXPECT_EQ(orders.referred_by.size(), 1u);
  EXPECT_TRUE(customers.columns[0].in_primary_key);
  EXPECT_TRUE(orders.references[0].is_unique);
  EXPECT_FALSE(orders.references[0].can_be_null);
  EXPECT_TRUE(orders.references[1].can_be_null);
}

TEST(Relation, IsFoundWithAndWithoutItsSchema) {
  EXPECT_EQ(find_relations(shop(), "orders").size(), 1u);
  EXPECT_EQ(find_relations(shop(), "public.v").size(), 1u);
  EXPECT_TRUE(find_relations(shop(), "Orders").empty());
}

TEST(Relation, AsText) {
  EXPECT_EQ(to_text(find_relations(shop(), "orders")[0]),
            "table public.orders\n"
            "  customer    integer        not null, default 1  -- who <buys>\n"
            "  parent \"x\"  numeric(10,2)\n"
            "\n"
            "Keys and checks\n"
            "  u: UNIQUE (customer)\n"
            "\n"
            "Refers to\n"
            "  fk: (customer) -> public.customers (id) ON DELETE CASCADE\n"
            "  self: (parent \"x\") -> public.orders (customer)\n"
            "\n"
            "Referred to by\n"
            "  self: public.orders (parent \"x\")\n"
            "\n"
            "Indexes\n"
            "  i: CREATE INDEX i ON public.orders USING btree (customer)\n"
            "\n"
            "Options\n"
            "  unlogged: yes\n");
}

TEST(Diagram, ForMermaid) {
  EXPECT_EQ(mermaid_diagram(relations_in(shop(), false)),
            "erDiagram\n"
            "    customers {\n"
            "        integer id PK\n"
            "    }\n"
            "    orders {\n"
            "        integer customer FK \"not null\"\n"
            "        numeric(10_2) parent__x_ FK\n"
            "    }\n"
            "    customers ||--o| orders : \"customer\"\n"
            "    orders |o--o{ orders : \"parent 'x'\"\n");
}

TEST(Diagram, ForGraphvizIsEscaped) {
  const std::string dot = dot_diagram(relations_in(shop(), false));
  EXPECT_NE(dot.find("port=\"parent &quot;x&quot;\""), std::string::npos) << dot;
  EXPECT_NE(dot.find("\"orders\":\"customer\" -> \"customers\";"), std::string::npos) << dot;
}

TEST(Diagram, AsSvgPutsTablesBesideThoseThatTheyReferTo) {
  const std::vector<relation> tables = relations_in(shop(), false);
  const std::vector<placed_table> placed = place_tables(tables);
  EXPECT_GT(placed[1].x, placed[0].x + placed[0].width);
  const std::string svg = svg_diagram(tables);
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_NE(svg.find(">customers<"), std::string::npos);
  EXPECT_NE(svg.find("stroke-dasharray"), std::string::npos);
}

TEST(Diagram, TablesThatReferToEachOtherAreStillPlaced) {
  using kind = object_kind;
  const database_schema ring(
      dialect::sqlite,
      {object(kind::table, "", "a"), object(kind::table, "", "b"),
       object(kind::foreign_key, "a", "1", {{"definition", "(x) references public.b"}}),
       object(kind::foreign_key, "b", "2", {{"definition", "(x) references public.a"}})});
  const std::vector<relation> tables = relations_in(ring, false);
  const std::vector<placed_table> placed = place_tables(tables);
  EXPECT_NE(placed[0].x, placed[1].x);
}

}  // namespace
}  // namespace fz
