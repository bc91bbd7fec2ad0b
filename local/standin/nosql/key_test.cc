#include "local/standin/nosql/key.h"

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

namespace {

std::string KeyOf(const Value& value) {
  std::string key;
  AppendKeyValue(value, key);
  return key;
}

Table MakeTestTable(const std::string& ddl) {
  const auto parsed = Parse(ddl);
  REQUIRE(parsed.ok());
  auto table = MakeTable(std::get<CreateTableStatement>(parsed->body));
  REQUIRE(table.ok());
  return *table;
}

}  // namespace

TEST_CASE("keys order as values do") {
  std::mt19937_64 random(Catch::getSeed());
  INFO("seed " << Catch::getSeed());
  for (int i = 0; i < 2000; ++i) {
    const auto a = static_cast<int64_t>(random()) >> (random() % 64);
    const auto b = static_cast<int64_t>(random()) >> (random() % 64);
    CHECK((KeyOf(Value::Long(a)) < KeyOf(Value::Long(b))) == (a < b));
    const double x = static_cast<double>(a) / 1024, y = static_cast<double>(b) / 1024;
    CHECK((KeyOf(Value::Double(x)) < KeyOf(Value::Double(y))) == (x < y));
    std::string s, t;
    for (size_t n = random() % 5; n > 0; --n) s += static_cast<char>(random() % 3);
    for (size_t n = random() % 5; n > 0; --n) t += static_cast<char>(random() % 3);
    CHECK((KeyOf(Value::String(s)) < KeyOf(Value::String(t))) == (s < t));
    // What follows a component never changes the order of different components.
    if (s < t) CHECK(KeyOf(Value::String(s)) + "\xff" < KeyOf(Value::String(t)));
  }
}

TEST_CASE("special values order behind all values") {
  std::string empty;
  AppendEmpty(empty);
  CHECK(KeyOf(Value::String("\xff\xff")) < empty);
  CHECK(empty < KeyOf(Value::JsonNull()));
  CHECK(KeyOf(Value::JsonNull()) < KeyOf(Value::Null()));
  CHECK(KeyOf(Value::Integer(5)) == KeyOf(Value::Long(5)));
}

TEST_CASE("a multi-key index has an entry for each different element") {
  const Table table =
      MakeTestTable("CREATE TABLE t (id LONG, l ARRAY(LONG), j JSON, PRIMARY KEY(id))");
  const auto index = [&](const char* path) {
    auto made = MakeIndex(table, "i", {*ParseIndexPath(path)});
    REQUIRE(made.ok());
    return *made;
  };
  const auto count = [&](const Index& i, const Value& list, const Value& json) {
    const auto keys = IndexKeys(i, {Value::Long(1), list, json});
    return keys.ok() ? static_cast<int>(keys->size()) : -1;
  };
  const Index elements = index("l[]");
  CHECK(count(elements, *ParseJson("[1,2,2]"), {}) == 2);
  CHECK(count(elements, *ParseJson("[]"), {}) == 1);
  CHECK(count(elements, Value::Null(), {}) == 1);
  const Index below = index("j.a.b AS STRING");
  CHECK(count(below, {}, *ParseJson("{\"a\":{\"b\":\"x\"}}")) == 1);
  CHECK(count(below, {}, *ParseJson("{\"a\":5}")) == 1);
  CHECK(count(below, {}, *ParseJson("{\"a\":{\"b\":7}}")) == -1);  // not a STRING: the write fails
}

TEST_CASE("an array in the middle of an indexed path is refused") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, j JSON, PRIMARY KEY(id))").status == 202);
  const Json body = {
      {"name", "x"},
      {"compartmentId", kCompartment},
      {"keys", {{{"columnName", "j"}, {"jsonPath", "b.c"}, {"jsonFieldType", "STRING"}}}}};
  REQUIRE(bench.Call("POST", "/tables/t/indexes", body).status == 202);
  CHECK(bench.Put("t", {{"id", 1}, {"j", {1, 2}}}).status == 400);
  CHECK(bench.Put("t", {{"id", 1}, {"j", {{"b", Json::array()}}}}).status == 400);
  CHECK(bench.Put("t", {{"id", 1}, {"j", 2.5}}).status == 200);
  CHECK(bench.Put("t", {{"id", 1}, {"j", {{"b", {{"c", "x"}}}}}}).status == 200);
}
