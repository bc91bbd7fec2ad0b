#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

namespace {

// The document after the clause.
std::string After(const Json& doc, const std::string& clause) {
  Statements t;
  t.Add(1, 1, 1, {{"doc", doc}, {"tags", {"a", "b", "c"}}});
  const auto answer = t.Query("UPDATE t x " + clause + " WHERE s = 1 AND id = 1");
  if (answer.status != 200) return std::to_string(answer.status);
  return t.Query("SELECT x.doc AS d, x.tags AS t FROM t x").items()[0].dump();
}

const Json kDoc = Json::parse(R"({"a":1,"b":{"c":[1,2,3]}})");

}  // namespace

TEST_CASE("SET changes what stands at its path and makes nothing") {
  CHECK(After(kDoc, "SET x.doc.a = 7") == R"({"d":{"a":7,"b":{"c":[1,2,3]}},"t":["a","b","c"]})");
  CHECK(After(kDoc, "SET x.doc.b.c[1] = 9") ==
        R"({"d":{"a":1,"b":{"c":[1,9,3]}},"t":["a","b","c"]})");
  CHECK(After(kDoc, "SET x.doc.new = 7") == R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["a","b","c"]})");
}

TEST_CASE("PUT adds fields, ADD adds elements, REMOVE takes them away") {
  CHECK(After(kDoc, "PUT x.doc {'new': 7}") ==
        R"({"d":{"a":1,"b":{"c":[1,2,3]},"new":7},"t":["a","b","c"]})");
  CHECK(After(kDoc, "ADD x.tags 'd'") ==
        R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["a","b","c","d"]})");
  CHECK(After(kDoc, "ADD x.tags 0 'd'") ==
        R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["d","a","b","c"]})");
  CHECK(After(kDoc, "REMOVE x.tags[$element = 'b']") ==
        R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["a","c"]})");
  CHECK(After(kDoc, "REMOVE x.doc.b") == R"({"d":{"a":1},"t":["a","b","c"]})");
  CHECK(After(kDoc, "REMOVE x.tags[5]") == R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["a","b","c"]})");
}

TEST_CASE("a value that its column cannot hold changes nothing") {
  CHECK(After(kDoc, "SET x.n = 'many'") == "400");
  CHECK(After(kDoc, "SET x.s = 2") == "400");
}

TEST_CASE("a position before the beginning is the beginning") {
  CHECK(After(kDoc, "ADD x.tags -3 'd'") ==
        R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["d","a","b","c"]})");
  CHECK(After(kDoc, "ADD x.tags 99 'd'") ==
        R"({"d":{"a":1,"b":{"c":[1,2,3]}},"t":["a","b","c","d"]})");
}

TEST_CASE("JSON MERGE makes an object of NULL") {
  Statements t;
  t.Add(1, 1, 1);
  const auto answer =
      t.Query("UPDATE t x JSON MERGE x.doc WITH PATCH {'a': 1, 'b': null} WHERE s = 1 AND id = 1");
  CHECK(answer.items() == Json::parse(R"([{"NumRowsUpdated":1}])"));
  CHECK(t.Run("SELECT doc FROM t") == R"([{"doc":{"a":1}}])");
  CHECK(
      t.Query("UPDATE t x JSON MERGE x.doc.z WITH PATCH {'a': 1} WHERE s = 1 AND id = 1").items() ==
      Json::parse(R"([{"NumRowsUpdated":0}])"));
}

TEST_CASE("a JSON null that is set as a column is NULL") {
  Statements t;
  t.Add(1, 1, 1, {{"doc", {{"a", 1}}}});
  REQUIRE(t.Query("UPDATE t x SET x.doc = null WHERE s = 1 AND id = 1").status == 200);
  CHECK(t.Run("SELECT doc IS NULL AS x FROM t") == R"([{"x":true}])");
}
