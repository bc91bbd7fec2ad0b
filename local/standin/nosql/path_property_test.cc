// Whatever path leads to the rows, the rows are the same: random conditions through every index and
// through the primary key.
#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <set>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

namespace {

class Conditions {
 public:
  explicit Conditions(std::mt19937& random) : random_(random) {}

  std::string Next() {
    std::string text = One();
    for (size_t more = random_() % 3; more > 0; --more) text += " AND " + One();
    return text;
  }

 private:
  std::string Number() { return std::to_string(random_() % 6); }
  std::string Operator() {
    static const char* const kOperators[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    return kOperators[random_() % 6];
  }
  std::string Column() {
    static const char* const kColumns[] = {"t.s", "t.id", "t.a", "t.b", "t.j.x"};
    return kColumns[random_() % 5];
  }

  std::string One() {
    switch (random_() % 12) {
      case 0:
        return Column() + " IN (" + Number() + ", " + Number() + ", " + Number() + ")";
      case 1:
        return "(t.a, t.b) IN ((" + Number() + ", " + Number() + "), (" + Number() + ", " +
               Number() + "))";
      case 2:
        return Column() + (random_() % 2 ? " IS NULL" : " IS NOT NULL");
      case 3:
        return "NOT " + Column() + Operator() + Number();
      case 4:
        return "(" + Column() + Operator() + Number() + " OR " + Column() + Operator() + Number() +
               ")";
      case 5:
        return "t.l[] =any " + Number();
      case 6:
        return "EXISTS t.l[$element = " + Number() + "]";
      case 7:
        return Column() + " BETWEEN " + Number() + " AND " + Number();
      case 8:
        return Column() + " IN $x[]";
      case 9:
        return (random_() % 2 ? "EXISTS t.j.x" : "NOT EXISTS t.j.x");
      case 10:
        return Number() + Operator() + Column();
      default:
        return Column() + Operator() + Number();
    }
  }

  std::mt19937& random_;
};

std::string Rows(const Answer& answer) {
  std::multiset<std::string> rows;
  for (const Json& item : answer.items()) rows.insert(item.dump());
  std::string text;
  for (const auto& row : rows) text += row;
  return text;
}

}  // namespace

TEST_CASE("every access path finds the same rows") {
  std::mt19937 random(Catch::getSeed());
  INFO("seed " << Catch::getSeed());
  Bench bench;
  REQUIRE(
      bench
          .CreateTable("CREATE TABLE t (s LONG, id LONG, a LONG, b INTEGER, l ARRAY(LONG), j JSON, "
                       "PRIMARY KEY(SHARD(s), id))")
          .status == 202);
  for (const char* index : {"a", "b"})
    REQUIRE(bench.CreateIndex("t", index, {index}).status == 202);
  REQUIRE(bench.CreateIndex("t", "ab", {"a", "b"}).status == 202);
  REQUIRE(bench.CreateIndex("t", "l", {"l[]"}).status == 202);
  const Json key = {{"columnName", "j"}, {"jsonPath", "x"}, {"jsonFieldType", "LONG"}};
  REQUIRE(bench
              .Call("POST", "/tables/t/indexes",
                    {{"name", "j"}, {"compartmentId", kCompartment}, {"keys", {key}}})
              .status == 202);
  const auto maybe = [&](const Json& value) { return random() % 4 ? value : Json(nullptr); };
  for (int i = 0; i < 80; ++i) {
    Json list = Json::array();
    for (size_t n = random() % 4; n > 0; --n) list.push_back(random() % 6);
    Json json = random() % 3 ? Json{{"x", maybe(random() % 6)}} : Json{{"y", 1}};
    Json row = {{"s", random() % 6},        {"id", random() % 6}, {"a", maybe(random() % 6)},
                {"b", maybe(random() % 6)}, {"l", maybe(list)},   {"j", json}};
    if (random() % 5 == 0) row.erase("j");
    REQUIRE(bench.Put("t", row).status == 200);
  }
  Conditions conditions(random);
  int compared = 0;
  for (int round = 0; round < 400; ++round) {
    const std::string where = conditions.Next();
    const Json variables = {{"$x", {random() % 6, random() % 6}}};
    const auto run = [&](const std::string& hint) {
      return bench.Query("DECLARE $x ARRAY(LONG); SELECT " + hint + " * FROM t WHERE " + where,
                         variables);
    };
    const Answer primary = run("/*+ FORCE_PRIMARY_INDEX(t) */");
    INFO(where << "\n" << primary.message());
    REQUIRE(primary.status == 200);
    for (const char* hint :
         {"", "/*+ FORCE_INDEX(t a) */", "/*+ FORCE_INDEX(t b) */", "/*+ FORCE_INDEX(t ab) */",
          "/*+ FORCE_INDEX(t l) */", "/*+ FORCE_INDEX(t j) */"}) {
      const Answer other = run(hint);
      if (other.status == 400) continue;  // duplicates of an array's index would have to go
      INFO(hint);
      CHECK(Rows(other) == Rows(primary));
      ++compared;
    }
  }
  CHECK(compared > 1500);
}
