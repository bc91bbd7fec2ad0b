#include "local/standin/management/rules.h"

#include <catch2/catch_test_macros.hpp>

namespace standin {
namespace {

using nlohmann::json;

// What a configuration of one entry has besides its value: {"A":""}
constexpr size_t kAround = 8;

TEST_CASE("a function's memory is one of six sizes") {
  for (const int memory : {128, 256, 512, 1024, 2048, 3072})
    CHECK_FALSE(WrongFunction({{"memoryInMBs", memory}}));
  for (const json& memory : {json(127), json(129), json(4096), json("256"), json(256.5)}) {
    const auto wrong = WrongFunction({{"memoryInMBs", memory}});
    REQUIRE(wrong);
    CHECK(wrong->find(memory.dump()) != std::string::npos);
  }
}

TEST_CASE("a function's times are within their bounds, at the last second and the first after it") {
  for (const auto& [member, from, to] :
       {std::tuple{"timeoutInSeconds", 1, 300}, {"detachedModeTimeoutInSeconds", 5, 3600}}) {
    INFO(member);
    CHECK_FALSE(WrongFunction({{member, from}}));
    CHECK_FALSE(WrongFunction({{member, to}}));
    CHECK(WrongFunction({{member, from - 1}}));
    CHECK(WrongFunction({{member, to + 1}}));
    CHECK(WrongFunction({{member, "30"}}));
    CHECK_FALSE(WrongFunction({{member, nullptr}}));
  }
}

TEST_CASE("configuration: names, values and 4 KB for application and function together") {
  CHECK_FALSE(WrongConfig(nullptr, nullptr));
  CHECK_FALSE(WrongConfig({{"FOTOGAL_BUCKET", "fotogal"}, {"_a1", "olá"}}, json::object()));
  CHECK(WrongConfig({{"1A", "x"}}, nullptr));
  CHECK(WrongConfig({{"A-B", "x"}}, nullptr));
  CHECK(WrongConfig(nullptr, {{"A", "line\nbreak"}}));
  CHECK(WrongConfig(nullptr, {{"A", 1}}));
  CHECK_FALSE(WrongConfig({{"A", std::string(4096 - kAround, 'x')}}, nullptr));
  CHECK(WrongConfig({{"A", std::string(4096 - kAround + 1, 'x')}}, nullptr));
  CHECK(WrongConfig({{"A", std::string(2048, 'x')}}, {{"B", std::string(2048, 'x')}}));
}

TEST_CASE("a schedule's cron is read, and may run so often") {
  const auto of = [](const char* cron) {
    return json{{"recurrenceType", "CRON"}, {"recurrenceDetails", cron}};
  };
  CHECK_FALSE(WrongSchedule(of("*/5 * * * *"), 60));
  CHECK_FALSE(WrongSchedule(of("0 * * * *"), 1));
  CHECK(WrongSchedule(of("0,30 * * * *"), 1));
  CHECK(WrongSchedule(of("every hour"), 60));
}

}  // namespace
}  // namespace standin
