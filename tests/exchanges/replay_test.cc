// Repeats 346 requests that were chosen and recorded with Oracle's own service (data/*.jsonl, in
// the order of the files, from an empty store). Rows of a query of all partitions are compared as a
// set. Differences must be listed in data/differences.txt with the reason, and must be exactly
// those.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iostream>

#include "tests/exchanges/player.h"

using namespace exchanges;

namespace {

const std::string kKnownData = FOTOGAL_SOURCE_DIR "/tests/exchanges/data/";
const char* const kFiles[] = {"01-ddl-tables-indexes", "02-rows", "04-query-sql",
                              "07-fotogal-rewritten-sql"};

// The last recording had an index on liked_list[] by then (its write units show it); what made it
// was not kept.
void MakeIndexOfLikes(Player& player) {
  const standin::nosql::Json body = {
      {"name", "liked_idx"},
      {"compartmentId",
       "ocid1.compartment.oc1..aaaaaaaabuevop234bdezdv6wrfzw4us35yugjjqezyck23tdl2qja3c4ixq"},
      {"keys", {{{"columnName", "liked_list[]"}}}}};
  REQUIRE(player.bench.Call("POST", "/tables/fotogal_ntable_images/indexes", body).status == 202);
}

}  // namespace

TEST_CASE("recorded exchanges with Oracle's service come out the same") {
  Player player;
  const auto expected = ReadDifferences(kKnownData + "differences.txt");
  std::set<std::string> seen;
  int total = 0, same = 0;
  for (const std::string file : kFiles) {
    if (file.starts_with("07")) MakeIndexOfLikes(player);
    std::ifstream exchanges(kKnownData + file + ".jsonl");
    std::string line;
    for (int number = 1; std::getline(exchanges, line); ++number) {
      const Json exchange = Json::parse(line);
      const Json& text = exchange["request"]["body"];
      const bool ordered =
          text.is_string() && text.get<std::string>().find("ORDER BY") != std::string::npos;
      const std::string key = file.substr(0, 2) + " " + std::to_string(number);
      const std::string difference = player.Play(exchange, ordered);
      ++total;
      same += difference.empty();
      const auto known = expected.find(key);
      if (known != expected.end()) seen.insert(key);
      INFO(key << " " << exchange["label"] << "\n  " << text << "\n  " << difference);
      // A difference that no longer exists must be removed from the list.
      CHECK(difference == (known == expected.end() ? "" : known->second.how));
    }
  }
  CHECK(seen.size() == expected.size());
  CHECK(player.their_pages.size() == 7);
  CHECK(player.their_pages == player.our_pages);
  CHECK(total == 346);
  std::cout << same << " of " << total << " exchanges replayed identically\n";
}
