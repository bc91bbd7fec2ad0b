#include "tests/exchanges/recording.h"

#include <zlib.h>

#include <fstream>

namespace exchanges {
namespace {

const std::string kRandomData = FOTOGAL_SOURCE_DIR "/tests/exchanges/data/random/";
constexpr int kFirstTable = 5000, kTables = 36, kChunk = 1 << 16;

std::string Unpacked(const std::string& path) {
  std::string text, chunk(kChunk, '\0');
  const gzFile file = gzopen(path.c_str(), "rb");
  if (!file) return text;
  for (int read = 0; (read = gzread(file, chunk.data(), kChunk)) > 0;)
    text.append(chunk, 0, static_cast<size_t>(read));
  gzclose(file);
  return text;
}

}  // namespace

std::vector<std::string> RandomTables() {
  std::vector<std::string> tables;
  for (int i = 0; i < kTables; ++i) tables.push_back(std::to_string(kFirstTable + i));
  return tables;
}

std::vector<Json> ExchangesOf(const std::string& table) {
  const std::string text = Unpacked(kRandomData + "random-" + table + ".jsonl.gz");
  std::vector<Json> exchanges;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    exchanges.push_back(Json::parse(text.substr(at, text.find('\n', at) - at)));
  return exchanges;
}

std::map<std::string, std::set<int>> Unrepeatable() {
  std::ifstream file(kRandomData + "skip.json");
  const Json files = Json::parse(file);
  std::map<std::string, std::set<int>> lines;
  for (const auto& [name, numbers] : files.items())
    lines[name.substr(name.find('-') + 1, 4)] = numbers.get<std::set<int>>();
  return lines;
}

std::map<std::string, Difference> RandomDifferences() {
  return ReadDifferences(kRandomData + "differences.txt");
}

}  // namespace exchanges
