#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

using Op = WireBench::Op;

Json PutOf(int a, int b, int operation = 3, Json more = Json::object()) {
  more.update({{"n", "t"}, {"o", operation}, {"l", {{"a", a}, {"b", b}, {"n", b}}}});
  return more;
}
Json DeleteOf(int a, int b, Json more = Json::object()) {
  more.update({{"n", "t"}, {"o", 0}, {"k", {{"a", a}, {"b", b}}}});
  return more;
}

class Batches : public WireBench {
 public:
  Batches() { WireDdl("CREATE TABLE t (a LONG, b LONG, n INTEGER, PRIMARY KEY(SHARD(a), b))"); }
  Json Write(const std::vector<Json>& writes) {
    return WireAny(9, "", {{"du", 0}, {"no", writes.size()}, {"os", writes}});
  }
  size_t Count(int a) {
    return WireQuery("SELECT b FROM t WHERE a = " + std::to_string(a))["qr"].size();
  }
  Json Delete(const Json& key, const Json& more = Json::object()) {
    Json payload = {{"du", 0}, {"k", key}};
    payload.update(more);
    return WireAny(10, "t", payload);
  }
  void Fill(int a, int count) {
    for (int b = 0; b < count; ++b) WirePut("t", {{"a", a}, {"b", b}, {"n", b}});
  }
};

TEST_CASE("wire: several writes of one shard key are one change") {
  Batches bench;
  const Json answer = bench.Write({PutOf(1, 1), PutOf(1, 2, 4), PutOf(1, 3, 5), DeleteOf(1, 4)});
  REQUIRE(answer["e"] == 0);
  CHECK(answer["c"] == Json{{"ru", 6}, {"rk", 3}, {"wk", 2}});
  const Json& results = answer["ws"];
  REQUIRE(results.size() == 4);
  CHECK(results[0]["ss"] == true);
  CHECK(results[0]["rv"] == bench.WireGet("t", {{"a", 1}, {"b", 1}})["r"]["rv"]);
  CHECK(results[1]["ss"] == true);
  CHECK(results[2] == Json{{"ss", false}});
  CHECK(results[3] == Json{{"ss", false}});
  CHECK(bench.Count(1) == 2);
}

TEST_CASE("wire: nothing is written when a write that aborts fails") {
  Batches bench;
  bench.WirePut("t", {{"a", 1}, {"b", 9}, {"n", 77}});
  const Json aborts = {{"a", true}, {"rr", true}};
  const Json answer = bench.Write({PutOf(1, 1), DeleteOf(1, 9), PutOf(1, 2, 5, aborts)});
  CHECK(answer["e"] == 0);
  CHECK(answer["wf"] == Json{{"wi", 2}, {"wr", {{"ss", false}}}});
  CHECK(answer["c"] == Json{{"ru", 4}, {"rk", 2}, {"wk", 2}});
  CHECK_FALSE(answer.contains("ws"));
  CHECK(bench.Count(1) == 1);
  const Json existing = bench.Write({PutOf(1, 1), PutOf(1, 9, 4, aborts)});
  CHECK(existing["wf"]["wi"] == 1);
  CHECK(existing["wf"]["wr"]["ri"]["el"]["n"] == 77);
  CHECK(bench.Count(1) == 1);
}

TEST_CASE("wire: several writes are refused before anything is written") {
  Batches bench;
  bench.WireDdl("CREATE TABLE other (a LONG, PRIMARY KEY(a))");
  CHECK(bench.Write({PutOf(1, 1), PutOf(2, 1)}) ==
        Json{{"e", 4},
             {"x",
              "WRITE_MULTIPLE: Illegal Argument: Shard key: {\"a\":2} does not match the shard "
              "key of previous rows in the list: {\"a\":1}"}});
  CHECK(bench.Write({PutOf(1, 1), DeleteOf(1, 1)})["e"] == 4);
  CHECK(bench.Write({})["e"] == 4);
  std::vector<Json> many;
  for (int i = 0; i < 51; ++i) many.push_back(PutOf(1, i));
  CHECK(bench.Write(many) ==
        Json{{"e", 7}, {"x", "The number of operations exceeds the max number of 50: 51"}});
  Json other = PutOf(1, 2);
  other["n"] = "other";
  CHECK(bench.Write({PutOf(1, 1), other})["x"].get<std::string>().find("is not related") !=
        std::string::npos);
  CHECK(bench.Write({PutOf(1, 1), PutOf(1, 2, 2)})["e"] == 17);
  CHECK(bench.Write({PutOf(1, 1), Json(5)})["e"] == 17);
  CHECK(bench.WireAny(9, "", Json::object())["e"] == 17);
  CHECK(bench.Write({PutOf(1, 1), PutOf(1, 2, 3, {{"tt", "x"}})})["e"] == 4);
  CHECK(bench.Count(1) == 0);
  many.pop_back();
  CHECK(bench.Write(many)["ws"].size() == 50);
  CHECK(bench.Count(1) == 50);
}

TEST_CASE("wire: the table of several writes may stand in the header") {
  Batches bench;
  Json put = PutOf(1, 1);
  put.erase("n");
  CHECK(bench.WireAny(9, "t", {{"os", {put}}})["ws"].size() == 1);
  CHECK(bench.WireAny(9, "", {{"os", {put}}})["e"] == 2);
}

TEST_CASE("wire: multi delete removes the rows of a shard key, or of a range in it") {
  Batches bench;
  bench.Fill(1, 10);
  bench.Fill(2, 3);
  const auto range = [](const Json& start, const Json& end) {
    Json json = {{"rp", "b"}};
    if (!start.is_null()) json["sr"] = start;
    if (!end.is_null()) json["en"] = end;
    return Json{{"rg", json}};
  };
  const auto end = [](int value, bool inclusive) { return Json{{"l", value}, {"in", inclusive}}; };
  CHECK(bench.Delete({{"a", 1}}, range(end(2, true), end(4, false)))["nd"] == 2);
  CHECK(bench.Delete({{"a", 1}}, range(end(4, false), end(5, true)))["nd"] == 1);
  CHECK(bench.Delete({{"a", 1}}, range(end(8, true), Json()))["nd"] == 2);
  CHECK(bench.Delete({{"a", 1}}, range(Json(), end(0, true)))["nd"] == 1);
  CHECK(bench.Delete({{"a", 1}}, range(end(4, true), end(3, true)))["nd"] == 0);
  CHECK(bench.Count(1) == 4);
  CHECK(bench.Delete({{"a", 1}, {"b", 6}})["nd"] == 1);
  const Json rest = bench.Delete({{"a", 1}});
  CHECK(rest["nd"] == 3);
  CHECK(rest["c"] == Json{{"ru", 6}, {"rk", 3}, {"wk", 3}});
  CHECK(bench.Delete({{"a", 1}})["c"] == Json{{"ru", 2}, {"rk", 1}, {"wk", 0}});
  CHECK(bench.Count(2) == 3);
}

TEST_CASE("wire: multi delete continues where its limit ended it") {
  Batches bench;
  bench.Fill(1, 10);
  Json answer = bench.Delete({{"a", 1}}, {{"mw", 4}});
  std::vector<int> deleted = {answer["nd"]};
  while (answer.contains("ck")) {
    answer = bench.Delete({{"a", 1}}, {{"mw", 4}, {"ck", answer["ck"]}});
    deleted.push_back(answer["nd"]);
  }
  CHECK(deleted == std::vector<int>{4, 4, 2});
  CHECK(bench.Count(1) == 0);
}

TEST_CASE("wire: a multi delete without a full shard key or with a foreign range is refused") {
  Batches bench;
  bench.Fill(1, 2);
  CHECK(bench.Delete({{"b", 1}}) ==
        Json{{"e", 4}, {"x", "MULTI_DELETE: Illegal Argument: Missing primary key field: a"}});
  CHECK(bench.Delete({{"a", 1}}, {{"rg", {{"rp", "n"}}}})["e"] == 4);
  CHECK(bench.Delete({{"a", 1}}, {{"rg", {{"rp", "b"}, {"sr", {{"in", true}}}}}})["e"] == 17);
  CHECK(bench.Delete({{"a", 1}}, {{"mw", 2049}})["e"] == 17);
  CHECK(bench.Delete({{"a", 1}}, {{"ck", {{"$binary", "AAAA"}}}})["e"] == 4);
  CHECK(bench.WireAny(10, "t", Json::object())["e"] == 17);
  CHECK(bench.Count(1) == 2);
}

}  // namespace
}  // namespace standin::nosql
