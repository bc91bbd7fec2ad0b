// SearchLogs over what was put; its language: query_test.cc.
#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "local/standin/testing_logging.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Batch;
using testing::Header;

// Batch puts entries at 14:00:00.123.
constexpr const char *kBefore = "2026-11-21T14:00:00Z", *kAfter = "2026-11-21T14:00:01Z";

struct SearchBench : testing::LoggingBench {
  std::string group = Group("g"), log = Log(group, "l");
  Response Search(const std::string& query, const std::string& parameters = "",
                  const json& more = json::object()) {
    json details = {{"timeStart", kBefore}, {"timeEnd", kAfter}, {"searchQuery", query}};
    details.update(more);
    return Send("POST", "/20190909/search", details, parameters);
  }
  // The member "n" of what was found.
  std::string Found(const std::string& query, const json& more = json::object()) {
    const auto response = Search(query, "", more);
    REQUIRE(response.status == 200);
    std::string found;
    const json answer = json::parse(response.body);
    for (const json& result : answer["results"])
      found += result["data"]["logContent"]["data"]["n"].get<std::string>();
    return found;
  }
  void Put(const std::string& to, const json& data) {
    REQUIRE(Push(to, Batch(data.dump())).status == 200);
  }
};

TEST_CASE("an entry is found as Logging tells of it") {
  SearchBench bench;
  bench.Put(bench.log, {{"status", 503}});
  const json answer = json::parse(bench.Search("search \"c\"").body);
  CHECK(answer["summary"]["resultCount"] == 1);
  CHECK(answer["results"] == json::array({{{"data",
                                            {{"datetime", 1795269600123},
                                             {"logContent",
                                              {{"data", {{"status", 503}}},
                                               {"id", "i"},
                                               {"oracle",
                                                {{"compartmentid", "c"},
                                                 {"ingestedtime", "2026-11-21T14:00:00.000Z"},
                                                 {"loggroupid", bench.group},
                                                 {"logid", bench.log},
                                                 {"tenantid", "t"}}},
                                               {"source", "fotogal"},
                                               {"specversion", "1.0"},
                                               {"subject", "s"},
                                               {"time", "2026-11-21T14:00:00.123Z"},
                                               {"type", "t"}}}}}}}));
}

TEST_CASE("logs are searched by compartment, group and log, by name or OCID, each once") {
  SearchBench bench;
  const auto other = bench.Log(bench.group, "other"), elsewhere = bench.Log(bench.Group("h"), "l");
  bench.Put(bench.log, {{"n", "a"}});
  bench.Put(other, {{"n", "b"}});
  bench.Put(elsewhere, {{"n", "c"}});
  CHECK(bench.Found("search \"c\"").size() == 3);
  CHECK(bench.Found("search \"c/g\"").size() == 2);
  CHECK(bench.Found("search \"c/g/other\"") == "b");
  CHECK(bench.Found("search \"c/" + bench.group + "/" + bench.log + "\"") == "a");
  CHECK(bench.Found("search \"c/g/l\", \"c/g/l\"") == "a");
  CHECK(bench.Found("search \"d\"").empty());
  CHECK(bench.Search("search \"c/g/none\"").status == 404);
  CHECK(bench.Search("search \"d/g/l\"").status == 404);
}

TEST_CASE("text, field and time narrow what is found") {
  SearchBench bench;
  bench.Put(bench.log, {{"n", "a"}, {"status", 200}});
  bench.Put(bench.log, {{"n", "b"}, {"status", 503}});
  CHECK(bench.Found("search \"c\" | where logContent = '*\"status\":5*' | sort by datetime desc") ==
        "b");
  CHECK(bench.Found("search \"c\" | where data.status = 200") == "a");
  CHECK(bench.Found("search \"c\"", {{"timeStart", "2026-11-21T14:00:00.124Z"}}).empty());
  CHECK(bench.Found("search \"c\"", {{"timeEnd", "2026-11-21T14:00:00.122Z"}}).empty());
  CHECK(bench.Found("search \"c\"", {{"timeStart", "2026-11-21T14:00:00.123Z"},
                                     {"timeEnd", "2026-11-21T14:00:00.123Z"}}) == "ab");
}

TEST_CASE("what was found comes in pages") {
  SearchBench bench;
  for (const char* n : {"a", "b", "c"}) bench.Put(bench.log, {{"n", n}});
  const auto first = bench.Search("search \"c\"", "limit=2");
  CHECK(json::parse(first.body)["summary"]["resultCount"] == 2);
  const auto page = Header(first, "opc-next-page");
  REQUIRE_FALSE(page.empty());
  const auto second = bench.Search("search \"c\"", "limit=2&page=" + page);
  CHECK(json::parse(second.body)["results"][0]["data"]["logContent"]["data"]["n"] == "c");
  CHECK(Header(second, "opc-next-page").empty());
  for (const char* wrong : {"limit=0", "limit=x", "limit=9999999999", "page=-1"})
    CHECK(bench.Search("search \"c\"", wrong).status == 400);
}

TEST_CASE("the fields of what was found are told when they are asked for") {
  SearchBench bench;
  bench.Put(bench.log, {{"status", 503}, {"slow", true}, {"tags", {"x"}}});
  const json answer =
      json::parse(bench.Search("search \"c\"", "", {{"isReturnFieldInfo", true}}).body);
  std::map<std::string, std::string> types;
  for (const json& field : answer["fields"]) types[field["fieldName"]] = field["fieldType"];
  CHECK(types["logContent.data.status"] == "NUMBER");
  CHECK(types["logContent.data.slow"] == "BOOLEAN");
  CHECK(types["logContent.data.tags"] == "ARRAY");
  CHECK(types["logContent.time"] == "STRING");
  CHECK(types["datetime"] == "NUMBER");
  CHECK(answer["summary"]["fieldCount"] == types.size());
}

TEST_CASE("a search without times, or with a wrong query, finds nothing") {
  SearchBench bench;
  CHECK(bench.Search("search \"c\"", "", {{"timeStart", nullptr}}).status == 400);
  CHECK(bench.Search("search \"c\"", "", {{"timeEnd", "yesterday"}}).status == 400);
  CHECK(bench.Search("search \"c\"", "", {{"timeEnd", "2026-11-20T14:00:00Z"}}).status == 400);
  CHECK(bench.Search("find").status == 400);
  CHECK(bench.Search("search \"c\" | summarize count()").status == 501);
  CHECK(bench.Send("GET", "/20190909/search").status == 501);
}

TEST_CASE("a line that a killed process has left half written is passed over") {
  SearchBench bench;
  bench.Put(bench.log, {{"n", "a"}});
  std::ofstream(bench.logging->LogFile(bench.log), std::ios::app) << "{\"time\":\"2026-11-";
  CHECK(bench.Found("search \"c\"") == "a");
}

}  // namespace
}  // namespace standin
