#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

using Op = WireBench::Op;

const Json kNoPlan = {{"$binary", "/w=="}};

class Queries : public WireBench {
 public:
  Queries() {
    WireDdl("CREATE TABLE t (a LONG, b LONG, n INTEGER, s STRING, PRIMARY KEY(SHARD(a), b))");
    WireDdl("CREATE INDEX by_n ON t(n)");
    for (int i = 0; i < 12; ++i)
      WirePut("t", {{"a", i % 3}, {"b", i}, {"n", i % 4}, {"s", i % 2 == 0 ? "even" : "odd"}});
  }
  Json Prepare(const std::string& statement) {
    return Wire(Op::kPrepare, "", {{"qv", 4}, {"st", statement}});
  }
  Json RunPrepared(const Json& prepared, Json more = Json::object()) {
    more.update({{"is", true}, {"iq", true}, {"pq", prepared["pq"]}});
    return WireQuery("", more);
  }
};

Json Column(const Json& answer, const std::string& name) {
  Json values = Json::array();
  for (const Json& row : answer["qr"]) {
    const Json& value = row[name];
    values.push_back(value.is_object() && value.contains("$long") ? value["$long"] : value);
  }
  return values;
}

TEST_CASE("wire: the first answer to a statement carries it prepared") {
  Queries bench;
  const Json first = bench.WireQuery("SELECT t.b FROM t WHERE t.a = 1 AND t.b > 4");
  CHECK(Column(first, "b") == Json{7, 10});
  CHECK(first["c"] == Json{{"ru", 4}, {"rk", 4}, {"wk", 0}});
  CHECK(first["dq"] == kNoPlan);
  CHECK(first["qo"] == 5);
  CHECK(first["mp"] == 0);
  CHECK(first["n"] == "t");
  CHECK(first["ns"] == kCompartment);
  const Json again = bench.RunPrepared(first);
  CHECK(again["qr"] == first["qr"]);
  CHECK(again["c"] == Json{{"ru", 2}, {"rk", 2}, {"wk", 0}});
  CHECK_FALSE(again.contains("pq"));
}

TEST_CASE("wire: absolute reads count twice, preparing does not") {
  Queries bench;
  const Json answer =
      bench.WireQuery("SELECT t.b FROM t WHERE t.a = 1 AND t.b = 4", {{"co", {{"y", 0}}}});
  CHECK(answer["c"] == Json{{"ru", 4}, {"rk", 3}, {"wk", 0}});
}

TEST_CASE("wire: kinds of statements and how many parts may be asked at once") {
  Queries bench;
  const auto kind = [&](const std::string& statement) {
    const Json answer = bench.Prepare(statement);
    CHECK(answer["c"] == Json{{"ru", 2}, {"rk", 2}, {"wk", 0}});
    CHECK(answer["dq"] == kNoPlan);
    return Json{answer["qo"], answer["mp"]};
  };
  CHECK(kind("SELECT * FROM t") == Json{5, 10});
  CHECK(kind("SELECT * FROM t WHERE t.n = 1") == Json{5, 1});
  CHECK(kind("SELECT * FROM t WHERE t.a = 1") == Json{5, 0});
  CHECK(kind("SELECT count(*) FROM t") == Json{5, 0});
  CHECK(kind("UPDATE t SET n = 1 WHERE a = 1 AND b = 1") == Json{6, 0});
  CHECK(kind("INSERT INTO t VALUES (9, 9, 9, 'x')") == Json{18, 0});
  CHECK(kind("DELETE FROM t WHERE a = 1 AND b = 1") == Json{19, 0});
  const Json plan =
      bench.Wire(Op::kPrepare, "", {{"qv", 4}, {"st", "SELECT * FROM t"}, {"gq", true}});
  CHECK(plan["qs"].get<std::string>().find("ALL_PARTITIONS") != std::string::npos);
}

TEST_CASE("wire: variables belong to prepared statements") {
  Queries bench;
  const std::string statement =
      "DECLARE $a LONG; $n INTEGER; SELECT b FROM t WHERE a = $a AND n = $n";
  const Json prepared = bench.Prepare(statement);
  const Json variables = {{{"m", "$a"}, {"l", 1}}, {{"m", "$n"}, {"l", "3"}}};
  CHECK(Column(bench.RunPrepared(prepared, {{"bv", variables}}), "b") == Json{7});
  const auto error = [&](const Json& more) {
    Json payload = {{"co", {{"y", 1}}}, {"qv", 4}};
    payload.update(more);
    return bench.WireAny(7, "", payload);
  };
  const std::string unbound =
      "QUERY: Illegal Argument: The query contains external variables, none of which has been "
      "bound.";
  CHECK(error({{"st", statement}, {"bv", variables}}) == Json{{"e", 4}, {"x", unbound}});
  const Json prepared_only = {{"is", true}, {"pq", prepared["pq"]}};
  CHECK(error(prepared_only)["x"] == unbound);
  Json wrong = prepared_only;
  wrong["bv"] = {{{"m", "$a"}, {"l", "x"}}, {{"m", "$n"}, {"l", 3}}};
  CHECK(error(wrong)["x"] == "QUERY: Illegal Argument: Invalid string for Long: x");
  wrong["bv"] = {{{"m", "$z"}, {"l", 1}}};
  CHECK(error(wrong)["e"] == 4);
  wrong["bv"] = {{{"m", "$a"}}};
  CHECK(error(wrong)["e"] == 17);
  wrong["bv"] = 5;
  CHECK(error(wrong)["e"] == 17);
}

TEST_CASE("wire: pages by count and by what is read") {
  Queries bench;
  Json prepared = bench.WireQuery("SELECT b FROM t", {{"nl", 5}});
  Json rows = Column(prepared, "b");
  CHECK(rows.size() == 5);
  int pages = 1;
  for (Json page = prepared; page.contains("ck"); ++pages) {
    page = bench.RunPrepared(prepared, {{"nl", 5}, {"ck", page["ck"]}});
    for (const Json& row : Column(page, "b")) rows.push_back(row);
  }
  CHECK(pages == 3);
  std::sort(rows.begin(), rows.end());
  CHECK(rows == Json{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const Json small = bench.WireQuery("SELECT b FROM t WHERE s = 'none'", {{"mr", 4}});
  CHECK(small["qr"].empty());
  CHECK(small.contains("ck"));
  CHECK(bench.WireAny(7, "", {{"st", "SELECT b FROM t"}, {"mr", 2049}})["e"] == 17);
  CHECK(bench.WireAny(7, "", {{"st", "SELECT b FROM t"}, {"nl", -1}})["e"] == 17);
  CHECK(bench.WireAny(7, "", {{"st", "SELECT b FROM t"}, {"ck", {{"$binary", "AAAA"}}}})["e"] == 4);
}

TEST_CASE("wire: statements that change rows") {
  Queries bench;
  CHECK(bench.WireQuery("UPDATE t SET n = 9 WHERE a = 1 AND b = 1")["qr"] ==
        Json{{{"NumRowsUpdated", 1}}});
  CHECK(bench.WireQuery("INSERT INTO t VALUES (8, 8, 8, 'x')")["qr"] ==
        Json{{{"NumRowsInserted", 1}}});
  CHECK(bench.WireGet("t", {{"a", 1}, {"b", 1}})["r"]["l"]["n"] == 9);
  const Json deleted = bench.WireQuery("DELETE FROM t WHERE a = 8 AND b = 8");
  CHECK(deleted["qr"] == Json{{{"numRowsDeleted", Long(1)}}});
  CHECK_FALSE(deleted.contains("ck"));
  CHECK(deleted["c"] == Json{{"ru", 6}, {"rk", 4}, {"wk", 2}});
}

TEST_CASE("wire: what a driver would have to do is answered whole") {
  Queries bench;
  const Json count = bench.WireQuery("SELECT count(*) FROM t");
  CHECK(count["qr"] == Json{{{"Column_1", Long(12)}}});
  CHECK(count["dq"] == kNoPlan);
  CHECK(count["c"] == Json{{"ru", 14}, {"rk", 14}, {"wk", 0}});
  CHECK(bench.RunPrepared(count)["c"]["ru"] == 12);
  CHECK(Column(bench.WireQuery("SELECT b FROM t ORDER BY n DESC, b LIMIT 4 OFFSET 1"), "b") ==
        Json{7, 11, 2, 6});
  CHECK(bench.WireQuery("DELETE FROM t WHERE s = 'odd'")["qr"] ==
        Json{{{"numRowsDeleted", Long(6)}}});
  CHECK(bench.WireQuery("SELECT count(*) FROM t")["qr"] == Json{{{"Column_1", Long(6)}}});
}

TEST_CASE("wire: what is answered whole has pages, which pay the scan once") {
  Queries bench;
  const Json first = bench.WireQuery("SELECT b FROM t ORDER BY b DESC", {{"nl", 5}});
  CHECK(Column(first, "b") == Json{11, 10, 9, 8, 7});
  CHECK(first["c"]["ru"] == 14);
  const Json second = bench.RunPrepared(first, {{"nl", 5}, {"ck", first["ck"]}});
  CHECK(Column(second, "b") == Json{6, 5, 4, 3, 2});
  CHECK(second["c"]["ru"] == 0);
  const Json third = bench.RunPrepared(first, {{"nl", 5}, {"ck", second["ck"]}});
  CHECK(Column(third, "b") == Json{1, 0});
  CHECK_FALSE(third.contains("ck"));
}

TEST_CASE("wire: FotoGal's own driver gets a plan instead, and REST refuses") {
  Queries bench;
  bench.user_agent = "FotogalNosql/0.2.0";
  for (const char* statement :
       {"SELECT count(*) FROM t", "SELECT b FROM t ORDER BY b LIMIT 1", "SELECT DISTINCT n FROM t",
        "SELECT n, count(*) FROM t GROUP BY n", "DELETE FROM t WHERE s = 'odd'"}) {
    INFO(statement);
    const Json answer = bench.WireQuery(statement);
    CHECK_FALSE(answer.contains("qr"));
    CHECK(answer["c"] == Json{{"ru", 2}, {"rk", 2}, {"wk", 0}});
    CHECK(answer.contains("pq"));
    CHECK(answer["dq"] != kNoPlan);
    CHECK(bench.Prepare(statement)["dq"] != kNoPlan);
    const Json run = bench.WireAny(7, "", {{"is", true}, {"pq", answer["pq"]}});
    CHECK(run["e"] == 4);
    CHECK(bench.Query(statement).status == 400);
  }
  CHECK(bench.WireQuery("SELECT b FROM t")["dq"] == kNoPlan);
  CHECK(bench.WireQuery("SELECT b FROM t")["qr"].size() == 12);
}

TEST_CASE("wire: errors of queries") {
  Queries bench;
  const auto error = [&](const Json& payload) { return bench.WireAny(7, "", payload)["e"]; };
  CHECK(error({{"st", "SELEC"}}) == 4);
  CHECK(error({{"st", "SELECT * FROM nope"}}) == 2);
  CHECK(error({{"st", "CREATE TABLE x (id LONG, PRIMARY KEY(id))"}}) == 4);
  CHECK(error(Json::object()) == 17);
  CHECK(error({{"st", ""}}) == 17);
  CHECK(error({{"st", 5}}) == 17);
  CHECK(error({{"is", true}}) == 17);
  CHECK(error({{"is", true}, {"pq", {{"$binary", "AAAA"}}}}) == 4);
  CHECK(error({{"st", "SELECT * FROM t"}, {"qv", 5}}) == 27);
  CHECK(bench.WireAny(8, "", {{"st", "SELECT * FROM nope"}})["e"] == 2);
  CHECK(bench.WireAny(8, "", {{"st", "SELECT * FROM t"}, {"gs", true}})["e"] == 4);
}

TEST_CASE("wire: a prepared statement ends when its table changes") {
  Queries bench;
  const Json prepared = bench.Prepare("SELECT * FROM t");
  bench.WireDdl("ALTER TABLE t (ADD more STRING)");
  const Json answer = bench.WireAny(7, "", {{"is", true}, {"pq", prepared["pq"]}});
  CHECK(answer["e"] == 4);
  CHECK(answer["x"].get<std::string>().find("must be prepared again") != std::string::npos);
}

}  // namespace
}  // namespace standin::nosql
