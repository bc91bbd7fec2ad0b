#include "local/standin/nosql/key_shape.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/resolve.h"

using namespace standin::nosql;

namespace {

struct Shapes {
  Shapes() {
    const auto parsed = Parse(
        "CREATE TABLE t (s LONG, id LONG, n LONG, tags ARRAY(STRING), PRIMARY KEY(SHARD(s), id))");
    table = MakeTable(std::get<CreateTableStatement>(parsed->body)).value();
    by_tag = MakeIndex(table, "by_tag", {*ParseIndexPath("tags[]"), *ParseIndexPath("n")}).value();
  }
  ExprPtr Resolved(const std::string& expression) {
    auto parsed = Parse("SELECT " + expression + " AS x FROM t").value();
    auto& select = std::get<SelectStatement>(parsed.body);
    Resolver resolver(table, select.from, parsed.declarations);
    REQUIRE(resolver.Resolve(select.columns[0].expr).ok());
    return select.columns[0].expr;
  }
  Table table;
  Index by_tag;
};

}  // namespace

TEST_CASE("an entry has the index's fields, then the primary key's") {
  Shapes shapes;
  const KeyShape primary(shapes.table, nullptr), index(shapes.table, &shapes.by_tag);
  CHECK(primary.fields.size() == 2);
  CHECK(primary.own_fields == 2);
  CHECK_FALSE(primary.MultiKey());
  REQUIRE(index.fields.size() == 4);
  CHECK(index.own_fields == 2);
  CHECK(index.MultiKey());
  CHECK(index.fields[0].MultiKey());
  CHECK(index.fields[2].column == 0);
}

TEST_CASE("a path leads to its field, into elements only where that is meant") {
  Shapes shapes;
  const KeyShape index(shapes.table, &shapes.by_tag);
  CHECK(index.FieldOf(*shapes.Resolved("n"), false) == 1);
  CHECK(index.FieldOf(*shapes.Resolved("id"), false) == 3);
  CHECK(index.FieldOf(*shapes.Resolved("t.tags[]"), true) == 0);
  CHECK(index.FieldOf(*shapes.Resolved("tags"), false) == -1);
}

TEST_CASE("an entry holds what is made of its fields and of constants") {
  Shapes shapes;
  const KeyShape index(shapes.table, &shapes.by_tag), primary(shapes.table, nullptr);
  CHECK(index.Holds(*shapes.Resolved("n + id * 2"), true));
  CHECK_FALSE(index.Holds(*shapes.Resolved("size(tags)"), true));
  CHECK(primary.Holds(*shapes.Resolved("s"), true));
  CHECK_FALSE(primary.Holds(*shapes.Resolved("n"), true));
  CHECK(IsConstant(*shapes.Resolved("1 + 2")));
  CHECK_FALSE(IsConstant(*shapes.Resolved("n + 2")));
  CHECK(IsPath(*shapes.Resolved("n")));
  CHECK_FALSE(IsPath(*shapes.Resolved("n + 2")));
}
