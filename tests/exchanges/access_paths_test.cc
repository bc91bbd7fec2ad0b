// Whichever index is forced, a statement returns the same rows: runs the random SELECTs once more
// with each index.
#include <catch2/catch_test_macros.hpp>
#include <optional>

#include "tests/exchanges/recording.h"

using namespace exchanges;

namespace {

// The rows in any order; nullopt: refused.
std::optional<std::multiset<std::string>> RowsOf(Player& player, Json body) {
  const auto answer = player.bench.Call("POST", "/query", body);
  if (answer.status != 200) return std::nullopt;
  std::multiset<std::string> rows;
  for (const Json& item : answer.items()) rows.insert(item.dump());
  return rows;
}

bool WholeAnswer(const Json& exchange, const std::string& statement) {
  const std::string path = exchange["request"]["path"];
  return exchange["response"]["status"] == 200 && path.ends_with("/query") &&
         statement.find("/*+") == std::string::npos &&
         statement.find(" limit ") == std::string::npos &&
         statement.find(" offset ") == std::string::npos;
}

void CheckEachIndex(Player& player, const std::string& table, const Json& exchange, int& compared) {
  Json body = Json::parse(exchange["request"]["body"].get<std::string>());
  const std::string statement = body["statement"];
  if (!WholeAnswer(exchange, statement)) return;
  const auto select = statement.find("select ");
  const auto rows = RowsOf(player, body);
  if (select == std::string::npos || !rows) return;
  const std::string target = "d" + table;
  const std::vector<std::string> hints = {
      "FORCE_PRIMARY_INDEX(" + target + ")", "FORCE_INDEX(" + target + " x0)",
      "FORCE_INDEX(" + target + " x1)", "FORCE_INDEX(" + target + " x2)"};
  for (const std::string& hint : hints) {
    body["statement"] = std::string(statement).insert(select + 7, "/*+ " + hint + " */ ");
    const auto with_hint = RowsOf(player, body);
    if (!with_hint) continue;
    ++compared;
    INFO(body["statement"]);
    CHECK(*with_hint == *rows);
  }
}

}  // namespace

TEST_CASE("each index leads to the same rows") {
  int compared = 0;
  for (const std::string& table : RandomTables()) {
    Player player;
    for (const Json& exchange : ExchangesOf(table)) {
      const std::string label = exchange["label"];
      if (label == "read" || label == "ordered read") {
        CheckEachIndex(player, table, exchange, compared);
      } else if (label == "put" || label == "create" || label.starts_with("index")) {
        player.Play(exchange, true);
      }
    }
  }
  CHECK(compared > 2000);
}
