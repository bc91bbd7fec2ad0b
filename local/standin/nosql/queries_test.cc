#include "local/standin/nosql/queries.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

TEST_CASE("queries: a statement prepared over one protocol runs over the other") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  bench.WirePut("t", {{"id", 1}});
  const Json prepared =
      bench.Wire(WireBench::Op::kPrepare, "", {{"st", "SELECT id FROM t WHERE id = 1"}});
  const Answer answer = bench.Call("POST", "/query",
                                   {{"compartmentId", kCompartment},
                                    {"statement", prepared["pq"]["$binary"]},
                                    {"isPrepared", true}});
  CHECK(answer.items() == Json::array({{{"id", 1}}}));
  CHECK(answer.read() == 1);
}

TEST_CASE("queries: bytes that are no prepared statement are refused") {
  auto database = Database::Open(":memory:");
  REQUIRE(database.ok());
  Engine engine(
      std::move(*database), [] { return std::chrono::system_clock::time_point(); }, false);
  REQUIRE(engine.Load().ok());
  for (const char* bytes : {"", "x", "FGS1", "FGS1{}", "FGS1[1,2,3]", "FGS1[\"c\",\"x\",1,1]"}) {
    INFO(bytes);
    const auto compiled = DecodePrepared(engine, bytes);
    REQUIRE_FALSE(compiled.ok());
    CHECK(compiled.error().http_status == 400);
  }
}

TEST_CASE("queries: a kept statement is compiled once, and again when a table has changed") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  bench.WirePut("t", {{"id", 1}});
  const auto prepare = [&](const std::string& statement) {
    return bench.Wire(WireBench::Op::kPrepare, "", {{"st", statement}})["pq"];
  };
  const auto run = [&](const Json& prepared) {
    return bench.Call("POST", "/query",
                      {{"compartmentId", kCompartment},
                       {"statement", prepared["$binary"]},
                       {"isPrepared", true}});
  };
  const Json all = prepare("SELECT * FROM t");
  for (int i = 0; i < 3; ++i) CHECK(run(all).items() == Json::array({{{"id", 1}}}));
  bench.WireDdl("CREATE TABLE other (id LONG, PRIMARY KEY(id))");
  CHECK(run(all).items() == Json::array({{{"id", 1}}}));
  bench.WireDdl("ALTER TABLE t (ADD more STRING)");
  CHECK(run(all).status == 400);
  CHECK(run(prepare("SELECT * FROM t")).items() == Json::array({{{"id", 1}, {"more", nullptr}}}));
  bench.WireDdl("DROP TABLE t");
  CHECK(run(all).status == 404);
}

TEST_CASE("queries: more statements than the engine keeps compiled all run") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  Json first;
  for (int i = 0; i < 1100; ++i) {
    const Json prepared =
        bench.Wire(WireBench::Op::kPrepare, "",
                   {{"st", "SELECT id FROM t WHERE id = " + std::to_string(i)}})["pq"]["$binary"];
    if (i == 0) first = prepared;
    REQUIRE(
        bench
            .Call("POST", "/query",
                  {{"compartmentId", kCompartment}, {"statement", prepared}, {"isPrepared", true}})
            .status == 200);
  }
  CHECK(bench
            .Call("POST", "/query",
                  {{"compartmentId", kCompartment}, {"statement", first}, {"isPrepared", true}})
            .status == 200);
}

}  // namespace
}  // namespace standin::nosql
