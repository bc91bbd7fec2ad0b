#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("a prepared statement saves its units until its table changes") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a LONG, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"a", 5}});
  const Answer prepared = Prepare(bench, "SELECT a FROM t WHERE id = 1");
  REQUIRE(prepared.status == 200);
  CHECK(prepared.read() == 2);
  CHECK(RunPrepared(bench, prepared).read() == 1);
  CHECK(RunPrepared(bench, prepared).items() == Json::array({{{"a", 5}}}));
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  CHECK(RunPrepared(bench, prepared).status == 400);
  CHECK(RunPrepared(bench, Prepare(bench, "SELECT a FROM t WHERE id = 1")).status == 200);
  Answer forged = prepared;
  for (const char* statement : {"AAAA", "not base64", "", "RkdTMVtd"}) {
    forged.body["statement"] = statement;
    CHECK(RunPrepared(bench, forged).status == 400);
  }
}

TEST_CASE("pages follow each other without gaps or repetitions") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (s LONG, id LONG, a LONG, PRIMARY KEY(SHARD(s), id))")
              .status == 202);
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  for (int i = 0; i < 60; ++i) bench.Put("t", {{"s", i % 3}, {"id", i}, {"a", i % 4}});
  const auto read = [&](const std::string& statement, int limit) {
    std::vector<int> ids;
    std::string page;
    for (int pages = 0; pages < 100; ++pages) {
      const Answer answer =
          bench.Query(statement, Json::object(), "limit=" + std::to_string(limit) + page);
      REQUIRE(answer.status == 200);
      for (const Json& item : answer.items()) ids.push_back(item["id"]);
      if (answer.next.empty()) break;
      page = "&page=" + Encode(answer.next);
    }
    return ids;
  };
  for (const std::string& statement :
       {std::string("SELECT id FROM t"), std::string("SELECT id FROM t WHERE a = 2"),
        std::string("SELECT id FROM t WHERE a > 0 AND id > 10"),
        std::string("SELECT id FROM t WHERE s IN (0, 2) AND id IN (0, 2, 3, 5, 6, 8, 9, 59)"),
        std::string("SELECT id FROM t WHERE s = 1 ORDER BY id DESC"),
        std::string("SELECT id FROM t WHERE s = 1 ORDER BY id DESC LIMIT 7 OFFSET 3")}) {
    const auto whole = read(statement, 1000);
    CHECK_FALSE(whole.empty());
    for (const int limit : {1, 2, 7, 20}) CHECK(read(statement, limit) == whole);
  }
  // A page may be empty and still have a next one: at most 3 KB are read here.
  const Answer empty = bench.Call("POST", "/query",
                                  {{"compartmentId", kCompartment},
                                   {"statement", "SELECT id FROM t WHERE id + 0 = 59"},
                                   {"maxReadInKBs", 3}});
  CHECK(empty.items().empty());
  CHECK(empty.read() == 6);
  CHECK_FALSE(empty.next.empty());

  const std::string statement = "SELECT id FROM t";
  const Answer first = bench.Query(statement, Json::object(), "limit=2");
  CHECK(bench.Query("SELECT a FROM t", Json::object(), "page=" + Encode(first.next)).status == 400);
  CHECK(bench.Query(statement, Json::object(), "page=zzz").status == 400);
  CHECK(bench.Query(statement, Json::object(), "page=AAAA").status == 500);
  CHECK(bench.Query(statement, Json::object(), "limit=-1").status == 400);
  // An exact multiple of the limit ends with an empty page.
  const Answer all = bench.Query(statement, Json::object(), "limit=60");
  CHECK(all.items().size() == 60);
  CHECK_FALSE(all.next.empty());
}

TEST_CASE("variables are bound strictly") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, s STRING, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 9007199254740993}, {"s", "x"}});
  const std::string statement = "DECLARE $i LONG; SELECT id FROM t WHERE id = $i";
  CHECK(bench.Query(statement, {{"$i", 9007199254740993}}).items()[0]["id"] == 9007199254740993);
  CHECK(bench.Query(statement, {{"$i", 9007199254740992}}).items().empty());
  CHECK(bench.Query(statement, {{"$i", nullptr}}).items().empty());
  for (const Json& bad : {Json("1"), Json(1.0), Json(true), Json::array({1}), Json::object()})
    CHECK(bench.Query(statement, {{"$i", bad}}).status == 400);
  CHECK(bench.Query(statement, {{"i", 1}}).message() ==
        "The query doesn't contain the variable: i");
  CHECK(bench.Query(statement, {{"$i", 1}, {"$j", 1}}).status == 400);
  CHECK(bench.Query(statement).status == 400);
  CHECK(bench.Query("SELECT id FROM t WHERE id = $i", {{"$i", 1}}).status == 400);
  CHECK(bench.Query("DECLARE $s STRING; SELECT id FROM t WHERE s = $s", {{"$s", "x\" OR 1=1 --"}})
            .items()
            .empty());
  // The service would cut a quoted string in a JSON variable off; better not at all.
  CHECK(bench
            .Query("DECLARE $j JSON; SELECT id FROM t WHERE id = 1 AND s = $j",
                   {{"$j", "say \"hi\""}})
            .status == 400);
}
