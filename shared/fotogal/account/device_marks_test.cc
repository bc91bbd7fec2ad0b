#include "fotogal/account/device_marks.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/cursor.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

TEST_CASE("a device's mark is for one account and for its time") {
  tests::TestCloud cloud;
  const auto& config = cloud.services().config;
  const auto device = NewDevice(cloud.services().random);
  CHECK(device.size() == 22);
  CHECK(device != NewDevice(cloud.services().random));
  const Id longest = (Id{1} << 53) - 1;
  for (const UserId account : {Id{1}, longest}) {
    const auto mark = SealDeviceMark(config, account, device, cloud.now);
    CHECK(mark.size() <= kMaxDeviceMark);
    CHECK(OpenDeviceMark(config, account, mark, cloud.now) == device);
    CHECK(OpenDeviceMark(config, account.value() - 1, mark, cloud.now) == "");
    const auto end = cloud.now + kDeviceMarkLifetime;
    CHECK(OpenDeviceMark(config, account, mark, end - std::chrono::milliseconds(1)) == device);
    CHECK(OpenDeviceMark(config, account, mark, end) == "");
  }
}

TEST_CASE("what is forged, changed or sealed for something else is no mark") {
  tests::TestCloud cloud;
  const auto& config = cloud.services().config;
  const auto opens = [&](const std::string& mark) {
    return !OpenDeviceMark(config, 7, mark, cloud.now).empty();
  };
  const auto mark = SealDeviceMark(config, 7, "a device", cloud.now);
  REQUIRE(opens(mark));
  for (size_t i = 0; i < mark.size(); ++i) {
    std::string changed = mark;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(opens(changed));
  }
  for (const std::string& none : {std::string(), std::string("x"), mark + "A", mark.substr(1),
                                  std::string(1000, 'A'), std::string("\xff\x00", 2)})
    CHECK_FALSE(opens(none));
  Config other = config;
  other.cursor_key += "x";
  CHECK_FALSE(opens(SealDeviceMark(other, 7, "a device", cloud.now)));
  const auto content = [&](const nlohmann::json& position, const char* list = "device") {
    return SealCursor(config.cursor_key, list, position);
  };
  const auto end = ToMillis(cloud.now + kDeviceMarkLifetime);
  CHECK(opens(content({"7", "a device", end})));
  CHECK_FALSE(opens(content({"7", "a device", end}, "feed:7")));  // a cursor
  CHECK_FALSE(opens(content({7, "a device", end})));
  CHECK_FALSE(opens(content({"7", 1, end})));
  CHECK_FALSE(opens(content({"7", "a device", "never"})));
  CHECK_FALSE(opens(content({"7", "a device"})));
  CHECK_FALSE(opens(content("7")));
}
