// What the query language of Logging's search lets through and refuses; what it finds:
// query_test.cc.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/logging/query.h"

namespace standin {
namespace {

using Streams = std::vector<std::vector<std::string>>;

// "200", or the status and message of the refusal.
std::string Told(const std::string& query) {
  const auto parsed = LogQuery::Parse(query);
  if (parsed.ok()) return "200";
  return std::to_string(parsed.error().http_status) + " " + parsed.error().message;
}

TEST_CASE("a query names logs, each by compartment, group and log") {
  CHECK(LogQuery::Parse(R"(search "c")")->streams() == Streams{{"c"}});
  CHECK(LogQuery::Parse(R"(SEARCH "c/g/l", "d" "e/h" | count)")->streams() ==
        Streams{{"c", "g", "l"}, {"d"}, {"e", "h"}});
  CHECK(Told(R"(search "c/g/l/x")").starts_with("400 "));
  CHECK(Told("search c").starts_with("400 "));
  CHECK(Told("").starts_with("400 "));
  CHECK(Told(R"(find "c")").starts_with("400 "));
  CHECK(Told(R"(search "c",)").starts_with("400 "));
}

TEST_CASE("comments and line breaks are nothing") {
  CHECK(Told("search \"c\" -- all\n| /* only\nthese */ where a = 1 -- end") == "200");
  CHECK(Told("search \"c\" /* no end") == "400 searchQuery: a comment has no end");
}

TEST_CASE("what the language has and this does not is refused by its name") {
  for (const std::string name : {"select", "extend", "dedup", "summarize"})
    CHECK(Told("search \"c\" | " + name + " a") ==
          "501 searchQuery: the operator " + name + " is not supported by the FotoGal stand-in");
  CHECK(Told("search \"c\" | where contains_ci(a, 'b', true)") ==
        "501 searchQuery: the function contains_ci is not supported by the FotoGal stand-in");
  CHECK(Told("search \"c\" | where a = $level").starts_with("501 "));
  CHECK(Told("search \"c\" | where a = b").starts_with("501 "));
  CHECK(Told("search \"c\" | where 1 = 1").starts_with("501 "));
}

TEST_CASE("what the language does not have is refused") {
  for (const std::string steps : {"|",
                                  "| where",
                                  "| where a =",
                                  "| where a = 'x",
                                  "| where a = \"x",
                                  "| where (a = 1",
                                  "| where a = 1)",
                                  "| where a < 'x'",
                                  "| where not a",
                                  "| where a = 1 and",
                                  "| where a..b",
                                  "| where 'x'",
                                  "| where isnull(a",
                                  "| where a = 1.2.3",
                                  "| sort a",
                                  "| sort by",
                                  "| top by a",
                                  "| top 0 by a",
                                  "| top 1 a",
                                  "| top 1.5 by a",
                                  "| where a ~ 1",
                                  "| where a = 1 | ",
                                  "where"}) {
    INFO(steps);
    CHECK(Told("search \"c\" " + steps).starts_with("400 searchQuery: "));
  }
}

TEST_CASE("a query has an end, in length and in depth") {
  std::string deep = "search \"c\" | where ";
  for (int i = 0; i < 40; ++i) deep += "(";
  deep += "a = 1";
  for (int i = 0; i < 40; ++i) deep += ")";
  CHECK(Told(deep) == "200");
  CHECK(Told("search \"c\" | where " + std::string(9000, '(')).starts_with("400 "));
  CHECK(Told("search \"c\"" + std::string(10000, ' ')).starts_with("400 "));
}

}  // namespace
}  // namespace standin
