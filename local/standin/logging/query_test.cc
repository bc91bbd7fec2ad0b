#include "local/standin/logging/query.h"

#include <catch2/catch_test_macros.hpp>

namespace standin {
namespace {

using nlohmann::json;

LogRecord Entry(int64_t datetime, json data) {
  return {{"datetime", datetime},
          {"logContent", {{"data", std::move(data)}, {"type", "fotogal.audit"}}}};
}

// The "n" of the records that are left, in their order.
std::string Left(const std::string& steps) {
  const LogRecords records = {Entry(1, {{"n", "a"}, {"status", 200}, {"slow", true}}),
                              Entry(2, {{"n", "b"}, {"status", 503}, {"slow", false}}),
                              Entry(3, {{"n", "c"}, {"text", "it's 503"}, {"status", 500}}),
                              Entry(4, {{"n", "d"}})};
  const auto query = LogQuery::Parse("search \"c\" " + steps);
  INFO(steps);
  REQUIRE(query.ok());
  std::string left;
  for (const auto& record : query->Run(records))
    left += record["logContent"]["data"]["n"].get<std::string>();
  return left;
}

TEST_CASE("conditions choose records") {
  CHECK(Left("") == "abcd");
  CHECK(Left("| where data.status = 503") == "b");
  CHECK(Left("| data.status = 503") == "b");
  CHECK(Left("| where data.status != 503") == "ac");
  CHECK(Left("| where data.status >= 500 and data.status < 503") == "c");
  CHECK(Left("| where data.status > 500 or data.n = 'd'") == "bd");
  CHECK(Left("| where data.status <= 200") == "a");
  CHECK(Left("| where data.slow") == "a");
  CHECK(Left("| where data.slow = false") == "b");
  CHECK(Left("| where not (data.status = 503 or data.n = 'a')") == "cd");
  CHECK(Left("| where isnull(data.status)") == "d");
  CHECK(Left("| where isnotnull(data.status) and not (data.slow)") == "bc");
  CHECK(Left("| where type = 'fotogal.*'") == "abcd");
  CHECK(Left("| where type = \"*.audit\" and data.n = 'a'") == "a");
  CHECK(Left("| where \"data\".\"status\" = 200") == "a");
  CHECK(Left("| where logContent.data.status = 200") == "a");
  CHECK(Left("| where datetime > 2") == "cd");
  CHECK(Left("| where data.text = 'it\\'s 503'") == "c");
  CHECK(Left("| where data.status = '50*'") == "bc");
  CHECK(Left("| where data.none = 'x'").empty());
  CHECK(Left("| where data.n.deeper = 'x'").empty());
}

TEST_CASE("the content is searched as a whole and by each of its values") {
  CHECK(Left("| where logContent = '*503*'") == "bc");
  CHECK(Left("| where logContent = '*\"status\":5*'") == "bc");
  CHECK(Left("| where logContent = 'fotogal.audit'") == "abcd");
  CHECK(Left("| where logContent = 'audit'").empty());
  CHECK(Left("| where logContent = 503") == "b");
  CHECK(Left("| where logContent != '*503*'") == "ad");
}

TEST_CASE("records are sorted, and the first of them taken") {
  CHECK(Left("| sort by datetime desc") == "dcba");
  CHECK(Left("| sort by datetime") == "abcd");
  CHECK(Left("| sort by data.status desc") == "bcad");
  CHECK(Left("| sort by data.status ASC") == "acbd");
  CHECK(Left("| sort by type, datetime desc") == "dcba");
  CHECK(Left("| top 2 by data.status") == "bc");
  CHECK(Left("| top 9 by datetime | where data.n != 'd'") == "cba");
}

TEST_CASE("records are counted") {
  const auto query = LogQuery::Parse("search \"c\" | where data.status >= 500 | count");
  REQUIRE(query.ok());
  CHECK(query->Run({Entry(1, {{"status", 500}}), Entry(2, {{"status", 200}})}) ==
        LogRecords{json{{"count", 1}}});
}

TEST_CASE("a star stands for anything, also for nothing") {
  CHECK(FitsPattern("", ""));
  CHECK(FitsPattern("abc", "abc"));
  CHECK(FitsPattern("abc", "*"));
  CHECK(FitsPattern("abc", "a*c"));
  CHECK(FitsPattern("abc", "abc*"));
  CHECK(FitsPattern("abcbd", "a*b*d"));
  CHECK(FitsPattern("aXbXc", "*X*X*"));
  CHECK_FALSE(FitsPattern("abc", "ab"));
  CHECK_FALSE(FitsPattern("abc", "b*"));
  CHECK_FALSE(FitsPattern("abc", "*b"));
  CHECK_FALSE(FitsPattern("", "a"));
  CHECK_FALSE(FitsPattern(std::string(5000, 'a'), "*a*a*a*a*b"));
}

}  // namespace
}  // namespace standin
