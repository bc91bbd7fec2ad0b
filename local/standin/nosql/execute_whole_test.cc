#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

class Whole : public WireBench {
 public:
  Whole() {
    WireDdl("CREATE TABLE t (id LONG, g STRING, n INTEGER, l ARRAY(INTEGER), PRIMARY KEY(id))");
    WireDdl("CREATE INDEX by_l ON t(l[])");
    const char* groups[] = {"x", "y", "x", "z", "y", "x"};
    for (int i = 0; i < 6; ++i)
      WirePut("t", {{"id", i}, {"g", groups[i]}, {"n", 10 - i}, {"l", {i, i + 1}}});
    WirePut("t", {{"id", 6}, {"g", "z"}});
  }
  std::vector<std::string> Rows(const std::string& statement) {
    std::vector<std::string> rows;
    const Json answer = WireQuery(statement);
    for (const Json& row : answer["qr"]) {
      std::string text;
      for (const auto& [name, value] : row.items()) {
        const bool number = value.is_object() && value.contains("$long");
        const bool null = value.is_object() && value.contains("$null");
        const std::string item = null ? "null" : (number ? value["$long"] : value).dump();
        text += (text.empty() ? "" : " ") + item;
      }
      rows.push_back(text);
    }
    return rows;
  }
};
using Lines = std::vector<std::string>;

TEST_CASE("whole: sorted by columns that no index has") {
  Whole bench;
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n LIMIT 3") == Lines{"5", "4", "3"});
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n DESC LIMIT 2") == Lines{"6", "0"});
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n DESC NULLS LAST LIMIT 2") == Lines{"0", "1"});
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n NULLS FIRST LIMIT 2") == Lines{"6", "5"});
  CHECK(bench.Rows("SELECT id FROM t ORDER BY g DESC, id DESC LIMIT 3") == Lines{"6", "3", "4"});
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n OFFSET 6") == Lines{"6"});
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n OFFSET 7").empty());
  CHECK(bench.Rows("SELECT id FROM t ORDER BY n LIMIT 0").empty());
}

TEST_CASE("whole: groups") {
  Whole bench;
  CHECK(bench.Rows("SELECT g, count(*) FROM t GROUP BY g ORDER BY g") ==
        Lines{"3 \"x\"", "2 \"y\"", "2 \"z\""});
  CHECK(bench.Rows("SELECT g, sum(n) FROM t GROUP BY g ORDER BY sum(n) DESC LIMIT 1") ==
        Lines{"23 \"x\""});
  CHECK(bench.Rows("SELECT g, count(*) FROM t WHERE id > 100 GROUP BY g").empty());
}

TEST_CASE("whole: no duplicates") {
  Whole bench;
  CHECK(bench.Rows("SELECT DISTINCT g FROM t ORDER BY g") == Lines{"\"x\"", "\"y\"", "\"z\""});
  CHECK(bench.Rows("SELECT DISTINCT g FROM t ORDER BY g LIMIT 1 OFFSET 1") == Lines{"\"y\""});
  // an index over array elements has several entries of a row
  CHECK(bench.Rows("SELECT id FROM t WHERE t.l[] >any 4 ORDER BY id") == Lines{"4", "5"});
}

TEST_CASE("whole: rows of all shards are deleted by one statement") {
  Whole bench;
  const Json answer = bench.WireQuery("DELETE FROM t WHERE g = 'x'");
  CHECK(answer["qr"] == Json::array({{{"numRowsDeleted", Long(3)}}}));
  CHECK(bench.Rows("SELECT id FROM t ORDER BY id") == Lines{"1", "3", "4", "6"});
}

}  // namespace
}  // namespace standin::nosql
