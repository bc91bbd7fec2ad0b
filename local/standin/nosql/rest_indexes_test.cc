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

TEST_CASE("a second index on the same keys is refused") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a LONG, b LONG, j JSON, PRIMARY KEY(id))")
              .status == 202);
  REQUIRE(bench.CreateIndex("t", "x", {"a", "b"}).status == 202);
  CHECK(bench.CreateIndex("t", "y", {"A", "b"}).status == 400);
  CHECK(bench.CreateIndex("t", "y", {"b", "a"}).status == 202);
  CHECK(bench.CreateIndex("t", "z", {"a"}).status == 202);
}

TEST_CASE("parameters of a list and retry tokens are checked") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a LONG, PRIMARY KEY(id))").status == 202);
  for (const char* list : {"/tables", "/tables/t/indexes"}) {
    const std::string target = list + kInCompartment;
    CHECK(bench.Call("GET", target + "&sortBy=name&sortOrder=DESC&lifecycleState=ACTIVE").status ==
          200);
    CHECK(bench.Call("GET", target + "&sortBy=size").status == 400);
    CHECK(bench.Call("GET", target + "&sortOrder=up").status == 400);
    CHECK(bench.Call("GET", target + "&lifecycleState=asleep").status == 400);
  }
  const Json index = {
      {"name", "x"}, {"compartmentId", kCompartment}, {"keys", {{{"columnName", "a"}}}}};
  CHECK(bench.Call("POST", "/tables/t/indexes", index, {{"opc-retry-token", std::string(65, 'a')}})
            .status == 400);
  CHECK(bench.Call("POST", "/tables/t/indexes", index, {{"opc-retry-token", "once"}}).status ==
        202);
}
