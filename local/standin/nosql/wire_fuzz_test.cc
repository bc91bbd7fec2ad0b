// Recorded requests with changed bytes: every answer is one of the protocol, none is a crash.
// Bounded; the seed is printed.
#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <random>

#include "local/standin/nosql/testing_wire.h"
#include "local/standin/nosql/wire.h"

namespace standin::nosql {
namespace {

std::vector<std::string> RecordedRequests() {
  std::vector<std::string> requests;
  std::ifstream file(FOTOGAL_SOURCE_DIR "/shared/nosql/testdata/exchanges.jsonl");
  for (std::string line; std::getline(file, line);) {
    const std::string hex = Json::parse(line)["request"];
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
      bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    requests.push_back(std::move(bytes));
  }
  REQUIRE(requests.size() == 96);
  return requests;
}

// Changes a few values of the message, which stays NSON.
void ChangeValues(Json& json, std::mt19937& random) {
  static const std::vector<Json> kValues = {0,
                                            -1,
                                            7,
                                            2147483647,
                                            "",
                                            "t",
                                            "1 DAYS",
                                            true,
                                            Json::array(),
                                            Json::object(),
                                            {{"$long", INT64_MIN}},
                                            {{"$double", 1e300}},
                                            {{"$binary", "AAAA"}},
                                            {{"$null", 1}},
                                            {{"$jsonnull", 1}},
                                            {{"$number", "1e99"}},
                                            {{"$timestamp", "2021"}},
                                            {{"$empty", 1}}};
  const bool tagged = json.is_object() && json.size() == 1 && json.begin().key().starts_with('$');
  if (!json.is_structured() || tagged || random() % 12 == 0) {
    json = kValues[random() % kValues.size()];
    return;
  }
  if (json.empty()) return;
  auto at = json.begin();
  std::advance(at, static_cast<ptrdiff_t>(random() % json.size()));
  ChangeValues(*at, random);
}

std::string ChangedBytes(std::string bytes, std::mt19937& random) {
  for (unsigned edits = 1 + random() % 3; edits > 0; --edits) {
    const size_t at = random() % (bytes.size() + 1);
    switch (random() % 4) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(at, 1 + random() % 3, static_cast<char>(random()));
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random());
    }
  }
  return bytes;
}

TEST_CASE("wire: changed requests are answered, not crashed on") {
  std::mt19937 random(Catch::getSeed());
  INFO("seed " << Catch::getSeed());
  const auto recorded = RecordedRequests();
  WireBench bench;
  for (const std::string& request : recorded) bench.SendWire(request);
  for (int round = 0; round < 6000; ++round) {
    std::string request = recorded[random() % recorded.size()];
    if (round % 2 == 0) {
      request = ChangedBytes(std::move(request), random);
    } else {
      const auto value = nson::Decode(std::string_view(request).substr(2));
      REQUIRE(value.ok());
      Json json = JsonOfNson(*value);
      for (unsigned edits = 1 + random() % 3; edits > 0; --edits) ChangeValues(json, random);
      request = request.substr(0, 2) + nson::Encode(NsonOf(json));
    }
    const Response response = bench.SendWire(request);
    REQUIRE(response.status == 200);
    REQUIRE_FALSE(response.body.empty());
    if (response.body[0] == 24) continue;  // another version
    const auto answer = nson::Decode(response.body);
    REQUIRE(answer.ok());
    REQUIRE(answer->type == nson::Type::kMap);
  }
  CHECK(bench.WireAny(14, "", Json::object()).value("e", 0) == 0);
}

}  // namespace
}  // namespace standin::nosql
