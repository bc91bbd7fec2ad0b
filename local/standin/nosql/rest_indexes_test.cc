#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("indexes are made from the rows that are there") {
  Bench bench;
  REQUIRE(
      bench
          .CreateTable("CREATE TABLE t (id LONG, a LONG, b LONG, c LONG, d LONG, e LONG, f LONG, "
                       "l ARRAY(LONG), PRIMARY KEY(id))")
          .status == 202);
  for (int i = 0; i < 10; ++i) bench.Put("t", {{"id", i}, {"a", i % 3}});
  const std::string query = "SELECT id FROM t WHERE a = 1";
  CHECK(bench.Query(query).read() == 12);
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  CHECK(bench.Query(query).read() == 5);
  CHECK(bench.CreateIndex("t", "IA", {"b"}).code() == "IndexAlreadyExists");
  CHECK(bench.CreateIndex("t", "x", {"nosuch"}).code() == "InvalidParameter");
  CHECK(bench.CreateIndex("t", "x", {"l"}).code() == "InvalidParameter");
  CHECK(bench.CreateIndex("nosuch", "x", {"a"}).code() == "TableNotFound");
  for (const char* name : {"b", "c", "d", "e"})
    REQUIRE(bench.CreateIndex("t", name, {name}).status == 202);
  CHECK(bench.CreateIndex("t", "f", {"f"}).code() == "IndexLimitExceeded");
  CHECK(bench.Call("GET", "/tables/t/indexes" + kInCompartment).body["items"].size() == 5);
  CHECK(bench.Call("DELETE", "/tables/t/indexes/ia" + kInCompartment).status == 202);
  CHECK(bench.Call("DELETE", "/tables/t/indexes/ia" + kInCompartment).code() == "IndexNotFound");
  CHECK(bench.Query(query).read() == 12);
}
