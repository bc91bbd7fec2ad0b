// Repeats 4,511 requests to 36 random tables (data/random) that were recorded with Oracle's engine,
// each table in a store of its own. The order of items counts where a label says "ordered". The
// requests whose answers differ must be exactly those that data/random/differences.txt lists, each
// with its reason.
#include <zlib.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iostream>
#include <vector>

#include "tests/exchanges/player.h"

using namespace exchanges;

namespace {

const std::string kRandomData = FOTOGAL_SOURCE_DIR "/tests/exchanges/data/random/";
constexpr int kFirstTable = 5000, kTables = 36, kExchanges = 4511;

std::vector<std::string> Lines(const std::string& path) {
  std::string text, buffer(1 << 16, '\0');
  const gzFile file = gzopen(path.c_str(), "rb");
  if (!file) return {};
  for (int read = 0; (read = gzread(file, buffer.data(), 1 << 16)) > 0;)
    text.append(buffer, 0, static_cast<size_t>(read));
  gzclose(file);
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  return lines;
}

// The lines (from 0) that the engine itself does not repeat, by file.
std::map<std::string, std::set<int>> Unrepeatable() {
  std::ifstream file(kRandomData + "skip.json");
  return nlohmann::json::parse(file).get<std::map<std::string, std::set<int>>>();
}

struct Outcome {
  int total = 0, skipped = 0;
  // What differs, by table and line ("5003 17").
  std::map<std::string, std::string> differences;
};

void PlayTable(const std::string& table, const std::set<int>& skipped, Outcome& outcome) {
  Player player;
  int number = 0;
  for (const std::string& line : Lines(kRandomData + "random-" + table + ".jsonl.gz")) {
    const Json exchange = Json::parse(line);
    const std::string label = exchange["label"];
    const std::string difference = player.Play(exchange, label.starts_with("ordered"));
    ++outcome.total;
    if (skipped.contains(number)) {
      ++outcome.skipped;
    } else if (!difference.empty()) {
      outcome.differences[table + " " + std::to_string(number)] =
          difference + "\n  " + exchange["request"]["body"].dump();
    }
    ++number;
  }
}

}  // namespace

TEST_CASE(
    "random exchanges with Oracle's engine come out the same, but for those that are listed") {
  auto unrepeatable = Unrepeatable();
  Outcome outcome;
  for (int table = kFirstTable; table < kFirstTable + kTables; ++table) {
    const std::string name = std::to_string(table);
    PlayTable(name, unrepeatable["random-" + name + ".jsonl"], outcome);
  }
  CHECK(outcome.total == kExchanges);
  auto listed = ReadDifferences(kRandomData + "differences.txt");
  for (const auto& [key, difference] : outcome.differences) {
    INFO(key << " differs and is not listed: " << difference);
    CHECK(listed.erase(key) == 1);
  }
  for (const auto& [key, known] : listed)
    FAIL_CHECK(key << " is listed (" << known.reason << ") and is the same");
  const int compared = outcome.total - outcome.skipped;
  const auto differing = static_cast<int>(outcome.differences.size());
  CHECK(differing * 200 <= compared);  // at least 99.5 % are the same
  std::cout << compared - differing << " of " << compared
            << " random exchanges replayed identically\n";
}
