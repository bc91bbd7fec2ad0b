#include "functions/support/device_words.h"

#include <catch2/catch_test_macros.hpp>

using fotogal::DeviceWords;

TEST_CASE("device words: browsers and systems by their names") {
  CHECK(DeviceWords(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0") ==
        "Firefox on Windows");
  CHECK(DeviceWords(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0") == "Edge on Windows");
  CHECK(DeviceWords("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
                    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1") ==
        "Safari on iPhone");
  CHECK(DeviceWords("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/131.0.0.0 Mobile Safari/537.36") == "Chrome on Android");
  CHECK(DeviceWords("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, "
                    "like Gecko) Version/18.1 Safari/605.1.15") == "Safari on macOS");
  CHECK(DeviceWords("curl/7.88.1") == "curl");
}

TEST_CASE("device words: nothing of the client's own words") {
  CHECK(DeviceWords("") == "");
  CHECK(DeviceWords("<b>Click https://evil.example</b>") == "");
  CHECK(DeviceWords("evil.example (Windows)") == "Windows");
}
