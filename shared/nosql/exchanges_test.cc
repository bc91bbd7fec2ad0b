// 96 exchanges between Oracle's Node.js driver (oracle-nosqldb 5.5.3) and Oracle's engine 25.3.21,
// as bytes: testdata/exchanges.jsonl, a line for each, {label, request, response} in hexadecimal.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "nosql/nson.h"
#include "nosql/protocol.h"

namespace nosql {
namespace {

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

TEST_CASE("recorded requests and answers are decoded and encoded to the same bytes") {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/shared/nosql/testdata/exchanges.jsonl");
  int exchanges = 0;
  for (std::string line; std::getline(file, line); ++exchanges) {
    const auto exchange = nlohmann::json::parse(line);
    INFO(exchanges << " " << exchange["label"]);
    const std::string request = FromHex(exchange["request"]);
    REQUIRE(request.starts_with(protocol::kVersionBytes));
    for (const std::string& nson :
         {request.substr(protocol::kVersionBytes.size()), FromHex(exchange["response"])}) {
      const auto value = nson::Decode(nson);
      REQUIRE(value.ok());
      CHECK(nson::Encode(*value) == nson);
    }
  }
  CHECK(exchanges == 96);
}

}  // namespace
}  // namespace nosql
