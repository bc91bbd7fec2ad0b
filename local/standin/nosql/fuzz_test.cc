// Broken statements and requests: any answer is a 2xx, 4xx or 5xx with a code, none is a crash.
// Bounded; the seed is printed.
#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

namespace {

const char* const kStatements[] = {
    "SELECT * FROM t WHERE a = 1 AND b IN (1, 2, 3) ORDER BY id DESC LIMIT 5 OFFSET 2",
    "DECLARE $x ARRAY(LONG); $y STRING; SELECT t.l[$element > 3 AND $pos < 2], size(t.l) AS n FROM "
    "t "
    "WHERE t.l[] =any $x[] OR t.j.a.b[0:1] = \"q\"",
    "UPDATE t x SET x.a = x.a + 1, ADD x.l 0 [1, 2][], REMOVE x.j.a[1], PUT x.j {\"k\": [null]}, "
    "JSON "
    "MERGE x.j WITH PATCH {\"z\": {\"y\": 1}}, SET TTL 3 DAYS WHERE x.id = 1 RETURNING *",
    "INSERT INTO t (id, a, l) VALUES (7, cast('5' AS LONG), [1]) SET TTL 2 HOURS RETURNING id",
    "DELETE FROM t WHERE id = 3 AND NOT EXISTS t.l[$element = 3] RETURNING a || '-' || id",
    "SELECT /*+ FORCE_INDEX(t by_a) PREFER_INDEXES(t by_l) */ case when a > 1 then upper('é') else "
    "regex_like(s, 'a.*b') end FROM t WHERE (a, id) IN ((1, 2), (3, 4)) AND s BETWEEN 'a' AND 'b'"};

const char* const kPieces[] = {"(",
                               ")",
                               "[",
                               "]",
                               "{",
                               "}",
                               ",",
                               ";",
                               ".",
                               "$",
                               "$x",
                               "=any",
                               "'",
                               "\"",
                               "/*",
                               "*/",
                               "/*+",
                               "\\",
                               "NULL",
                               "SELECT",
                               "WHERE",
                               "ORDER BY",
                               "99999999999999999999",
                               "1e999",
                               "-",
                               "NOT",
                               "IN",
                               "IS",
                               "\xff",
                               "\n",
                               "t.",
                               "[:]",
                               "AND"};

}  // namespace

TEST_CASE("mutated statements are answered, not crashed on") {
  std::mt19937 random(Catch::getSeed());
  INFO("seed " << Catch::getSeed());
  Bench bench;
  REQUIRE(
      bench
          .CreateTable(
              "CREATE TABLE t (id LONG, a LONG, b LONG, s STRING, l ARRAY(LONG), j JSON, PRIMARY "
              "KEY(id))")
          .status == 202);
  REQUIRE(bench.CreateIndex("t", "by_a", {"a"}).status == 202);
  REQUIRE(bench.CreateIndex("t", "by_l", {"l[]"}).status == 202);
  for (int i = 0; i < 5; ++i)
    bench.Put("t", {{"id", i}, {"a", i}, {"l", {1, i}}, {"j", {{"a", {1, i}}}}});
  const Json variables = {{"$x", {1, 2}}, {"$y", "q"}};
  for (int round = 0; round < 6000; ++round) {
    std::string statement = kStatements[random() % std::size(kStatements)];
    for (unsigned edits = 1 + random() % 4; edits > 0; --edits) {
      const size_t at = random() % (statement.size() + 1);
      switch (random() % 4) {
        case 0:
          statement.insert(at, kPieces[random() % std::size(kPieces)]);
          break;
        case 1:
          statement.erase(at, random() % 9);
          break;
        case 2:
          statement.insert(at, statement.substr(random() % (statement.size() + 1), random() % 30));
          break;
        default:
          if (at < statement.size()) statement[at] = static_cast<char>(random());
      }
      if (statement.empty()) statement = "x";
    }
    Json body = {{"compartmentId", kCompartment}, {"variables", variables}};
    const std::string text = body.dump().substr(0, body.dump().size() - 1) + ",\"statement\":" +
                             Json(statement).dump(-1, ' ', false, Json::error_handler_t::replace) +
                             "}";
    const Answer answer = bench.Send("POST", "/20190828/query", text);
    if (answer.status == 200) continue;
    INFO(Json(statement).dump(-1, ' ', true, Json::error_handler_t::replace) << "\n"
                                                                             << answer.status);
    CHECK((answer.status == 400 || answer.status == 404));
    CHECK_FALSE(answer.code().empty());
  }
  // The table is still whole: every index entry has its row.
  const Answer all = bench.Query("SELECT id FROM t");
  CHECK(bench.Query("SELECT /*+ FORCE_INDEX(t by_a) */ id FROM t").items().size() ==
        all.items().size());
}

TEST_CASE("deep nesting is refused") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, j JSON, PRIMARY KEY(id))").status == 202);
  for (const char* open :
       {"(", "[", "NOT ", "- ", "((1, 2) IN ", "{\"a\": ", "case when ", "size("}) {
    std::string statement = "SELECT ";
    while (statement.size() < 9000) statement += open;
    const Answer answer = bench.Query(statement + " FROM t");
    INFO(open);
    CHECK(answer.status == 400);
  }
  // A value that doubles its depth ends before it could not be read again.
  REQUIRE(bench.Put("t", {{"id", 1}, {"j", {{"a", 1}}}}).status == 200);
  int status = 200;
  for (int i = 0; i < 300 && status == 200; ++i)
    status = bench.Query("UPDATE t x SET x.j = {\"a\": x.j} WHERE x.id = 1").status;
  CHECK(status == 400);
  CHECK_FALSE(bench.Get("t", "id:1").body["value"]["j"].is_null());
}

TEST_CASE("mutated requests are answered") {
  std::mt19937 random(Catch::getSeed());
  INFO("seed " << Catch::getSeed());
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a STRING, PRIMARY KEY(id))").status == 202);
  const char* const methods[] = {"GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", ""};
  const char* const targets[] = {"/20190828/tables/t/rows?compartmentId=c&key=id:1",
                                 "/20190828/tables/t?compartmentId=%zz",
                                 "/20190828/tables/t/indexes/i?x",
                                 "/20190828/tables//",
                                 "/20190828/query?limit=-1&page=%",
                                 "/20190828/query/prepare?statement=SELECT",
                                 "/20190828/workRequests/x/errors",
                                 "/20190828",
                                 "/",
                                 ""};
  const std::string body =
      R"({"compartmentId":"ocid1.compartment.oc1..test","value":{"id":1,"a":"x"},"option":"IF_ABSENT","ttl":1,"keys":[{"columnName":"a"}],"name":"i","tableLimits":{"maxReadUnits":1}})";
  for (int round = 0; round < 4000; ++round) {
    std::string sent = body;
    for (unsigned edits = random() % 4; edits > 0; --edits) {
      const size_t at = random() % (sent.size() + 1);
      if (random() % 2) {
        sent.erase(at, random() % 9);
      } else {
        sent.insert(at, kPieces[random() % std::size(kPieces)]);
      }
    }
    std::string target = targets[random() % std::size(targets)];
    if (random() % 3 == 0) target.insert(random() % (target.size() + 1), "%2F");
    const Answer answer = bench.Send(methods[random() % std::size(methods)], target, sent);
    INFO(target << "\n" << Json(sent).dump(-1, ' ', true, Json::error_handler_t::replace));
    CHECK(answer.status >= 200);
    CHECK(answer.status < 500);
  }
}
