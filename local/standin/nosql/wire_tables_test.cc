#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

using Op = WireBench::Op;

const Json kLimits = {{"ru", 5}, {"wu", 6}, {"sg", 2}, {"mo", 1}};
const std::string kCreate = "CREATE TABLE t (id LONG, s STRING, PRIMARY KEY(id)) USING TTL 3 DAYS";

class Tables : public WireBench {
 public:
  explicit Tables(bool enforce_limits = false) : WireBench(":memory:", enforce_limits) {}
  Json Request(const Json& payload, const std::string& table = "") {
    return WireAny(15, table, payload);
  }
  Json GetTable(const std::string& table, const Json& payload = Json::object()) {
    return WireAny(11, table, payload);
  }
};

TEST_CASE("wire: a table is created, and found by its operation and by its name") {
  Tables bench;
  const Json begun = bench.Request({{"st", kCreate}, {"lm", kLimits}});
  CHECK(begun["as"] == 1);
  CHECK(begun["n"] == "t");
  CHECK(begun["cc"] == kCompartment);
  CHECK(begun["lm"] == kLimits);
  CHECK_FALSE(begun.contains("ac"));
  const Json done = bench.GetTable("t", {{"od", begun["od"]}});
  CHECK(done["as"] == 0);
  CHECK(done["od"] == begun["od"]);
  CHECK(done["to"] == begun["to"]);
  CHECK(done["td"].get<std::string>().starts_with("CREATE TABLE IF NOT EXISTS t (id LONG"));
  CHECK(Json::parse(done["ac"].get<std::string>())["ttl"] == "3 DAYS");
  const Json named = bench.GetTable("t");
  CHECK_FALSE(named.contains("od"));
  CHECK(named["et"] == done["et"]);
  CHECK(bench.Call("GET", "/workRequests/" + begun["od"].get<std::string>()).body["status"] ==
        "SUCCEEDED");
}

TEST_CASE("wire: limits, tags and columns of a table change") {
  Tables bench;
  bench.Request({{"st", kCreate}, {"lm", kLimits}});
  const Json on_demand = {{"sg", 3}, {"mo", 2}};
  const Json limits = bench.Request({{"lm", on_demand}}, "t");
  CHECK(limits["as"] == 4);
  CHECK(bench.GetTable("t")["lm"] == Json{{"ru", 0}, {"wu", 0}, {"sg", 3}, {"mo", 2}});
  const Json tags = bench.Request({{"ff", R"({"a":"b"})"}, {"et", limits["et"]}}, "t");
  CHECK(Json::parse(tags["ff"].get<std::string>()) == Json{{"a", "b"}});
  CHECK(bench.Request({{"st", "ALTER TABLE t (ADD n INTEGER)"}})["as"] == 4);
  CHECK(bench.WirePut("t", {{"id", 1}, {"n", 5}}).contains("rv"));
  CHECK(bench.WireGet("t", {{"id", 1}})["r"]["l"]["n"] == 5);
  CHECK(bench.Request({{"lm", kLimits}, {"et", "AAAAAAAAAAA="}}, "t")["e"] == 22);
}

TEST_CASE("wire: a table is dropped") {
  Tables bench;
  bench.Request({{"st", kCreate}, {"lm", kLimits}});
  const Json begun = bench.Request({{"st", "DROP TABLE t"}});
  CHECK(begun["as"] == 3);
  CHECK(bench.GetTable("t", {{"od", begun["od"]}})["as"] == 2);
  CHECK(bench.GetTable("t")["e"] == 2);
  CHECK(bench.Request({{"st", "DROP TABLE t"}})["e"] == 2);
  CHECK(bench.Request({{"st", "DROP TABLE IF EXISTS t"}})["as"] == 2);
}

TEST_CASE("wire: indexes") {
  Tables bench;
  bench.WireDdl("CREATE TABLE t (id LONG, s STRING, j JSON, PRIMARY KEY(id))");
  CHECK_FALSE(bench.Wire(Op::kGetIndexes, "t", Json::object()).contains("ix"));
  CHECK(bench.Request({{"st", "CREATE INDEX i ON t(s)"}})["as"] == 4);
  CHECK(bench.Request({{"st", "CREATE INDEX i ON t(s)"}})["e"] == 10);
  CHECK(bench.Request({{"st", "CREATE INDEX IF NOT EXISTS i ON t(s)"}})["as"] == 4);
  CHECK(bench.Request({{"st", "CREATE INDEX k ON t(j.a AS LONG)"}})["as"] == 4);
  const Json all = bench.Wire(Op::kGetIndexes, "t", Json::object());
  CHECK(all["ix"] ==
        Json::array({{{"m", "i"}, {"f", Json::array({{{"pt", "s"}}})}},
                     {{"m", "k"}, {"f", Json::array({{{"pt", "j.a"}, {"y", "LONG"}}})}}}));
  CHECK(bench.Wire(Op::kGetIndexes, "t", {{"i", "k"}})["ix"].size() == 1);
  CHECK(bench.WireAny(12, "t", {{"i", "none"}})["e"] == 3);
  CHECK(bench.WireAny(12, "nope", Json::object())["e"] == 2);
  CHECK(bench.Request({{"st", "DROP INDEX i ON t"}})["as"] == 4);
  CHECK(bench.Request({{"st", "DROP INDEX i ON t"}})["e"] == 3);
  CHECK(bench.Request({{"st", "DROP INDEX IF EXISTS i ON t"}})["as"] == 4);
}

TEST_CASE("wire: refused table requests") {
  Tables bench;
  CHECK(bench.Request({{"st", kCreate}})["e"] == 4);
  CHECK(bench.Request({{"st", kCreate}, {"lm", {{"ru", 0}, {"wu", 1}, {"sg", 1}}}})["e"] == 4);
  CHECK(bench.Request({{"st", kCreate}, {"lm", {{"mo", 3}, {"sg", 1}}}})["e"] == 17);
  CHECK(bench.Request({{"st", kCreate}, {"lm", {{"ru", 99999}, {"wu", 1}, {"sg", 1}}}})["e"] == 19);
  CHECK(bench.Request({{"st", "CREATE TABLE"}, {"lm", kLimits}})["e"] == 4);
  CHECK(bench.Request({{"st", "SELECT * FROM t"}})["e"] == 4);
  CHECK(bench.Request(Json::object())["e"] == 4);
  CHECK(bench.Request({{"lm", kLimits}}, "nope")["e"] == 2);
  bench.Request({{"st", kCreate}, {"lm", kLimits}});
  CHECK(bench.Request({{"st", kCreate}, {"lm", kLimits}})["e"] == 9);
  CHECK(bench.Request({{"ff", "[]"}}, "t")["e"] == 4);
  CHECK(bench.GetTable("t", {{"od", "unknown"}})["e"] == 14);
}

TEST_CASE("wire: tables are listed in parts") {
  Tables bench;
  CHECK(bench.WireAny(14, "", Json::object()) == Json::object());
  for (const char* name : {"c", "a", "b"})
    bench.WireDdl("CREATE TABLE " + std::string(name) + " (id LONG, PRIMARY KEY(id))");
  CHECK(bench.WireAny(14, "", Json::object()) == Json{{"tb", {"a", "b", "c"}}, {"li", 3}});
  CHECK(bench.WireAny(14, "", {{"lx", 2}}) == Json{{"tb", {"a", "b"}}, {"li", 2}});
  CHECK(bench.WireAny(14, "", {{"ls", 2}, {"lx", 2}}) ==
        Json{{"tb", Json::array({"c"})}, {"li", 3}});
  CHECK(bench.WireAny(14, "", {{"ls", 3}}) == Json::object());
  CHECK(bench.WireAny(14, "", {{"lx", -1}})["e"] == 17);
}

TEST_CASE("wire: what a table used, by the minute") {
  Tables bench(true);
  bench.WireDdl(kCreate);
  bench.WirePut("t", {{"id", 1}});
  bench.WireGet("t", {{"id", 1}});
  const Json now = bench.Wire(Op::kGetTableUsage, "t", Json::object());
  CHECK(now["n"] == "t");
  REQUIRE(now["u"].size() == 1);
  CHECK(now["u"][0]["sr"] == "2026-11-21T12:00:00.000Z");
  CHECK(now["u"][0]["pd"] == 60);
  CHECK(now["u"][0]["ru"] == 1);
  CHECK(now["u"][0]["wu"] == 1);
  bench.now += std::chrono::minutes(5);
  bench.WirePut("t", {{"id", 2}});
  const Json all = bench.Wire(Op::kGetTableUsage, "t", {{"sr", "2026-11-21T00:00:00Z"}});
  CHECK(all["u"].size() == 2);
  const Json second =
      bench.Wire(Op::kGetTableUsage, "t", {{"sr", "2026-11-21T00:00:00Z"}, {"ls", 1}, {"lx", 1}});
  CHECK(second["u"].size() == 1);
  CHECK(second["u"][0]["sr"] == "2026-11-21T12:05:00.000Z");
  CHECK(second["li"] == 2);
  CHECK(bench.WireAny(13, "t", {{"sr", "x"}})["e"] == 4);
  CHECK(bench.WireAny(13, "t", {{"sr", "2026-11-22"}, {"en", "2026-11-21"}})["e"] == 4);
  CHECK(bench.WireAny(13, "nope", Json::object())["e"] == 2);
}

}  // namespace
}  // namespace standin::nosql
