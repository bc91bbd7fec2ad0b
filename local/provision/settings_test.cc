#include "local/provision/settings.h"

#include <catch2/catch_test_macros.hpp>

using local::provision::ParseSettings;

namespace {

std::string Refusal(const std::string& text) {
  const auto parsed = ParseSettings(text, "f.json");
  return parsed.ok() ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("a settings file names a tenancy, or a folder of a running fotogal up") {
  const auto parsed = ParseSettings(R"({
    "region": "gru", "compartment_id": "c", "subnet_id": "s", "image_prefix": "gru.ocir.io/n/f",
    "image_tag": "0.1.0", "table_limits": {"read_units": 50, "write_units": 20, "storage_gb": 5},
    "shape": "GENERIC_ARM", "credentials": {"profile": "FOTOGAL"}})",
                                    "f.json");
  REQUIRE(parsed.ok());
  CHECK(parsed->region == "gru");
  CHECK(parsed->profile == "FOTOGAL");
  CHECK(parsed->settings.bucket == "fotogal");
  CHECK(parsed->settings.shape == "GENERIC_ARM");
  CHECK(parsed->settings.ddl_per_minute == 4);
  CHECK_FALSE(parsed->settings.limits.on_demand);
  CHECK(parsed->settings.limits.read_units == 50);
  CHECK(ParseSettings(R"({"data": ".data"})", "f")->settings.limits.on_demand);
  CHECK(ParseSettings(R"({"data": ".data"})", "f")->settings.ddl_per_minute == 0);
  CHECK(ParseSettings(R"({"data": ".data", "url": "https://h"})", "f")->url == "https://h");
}

TEST_CASE("what a settings file lacks, or has too much or wrong, is named") {
  CHECK(Refusal("[]") == "f.json is not a JSON object");
  CHECK(Refusal("{}") == "region is missing");
  CHECK(Refusal(R"({"region":"gru"})") == "compartment_id is missing");
  CHECK(Refusal(R"({"region":"gru","compartment_id":"c","image_prefix":"p"})") ==
        "subnet_id is missing: functions and gateway need a subnet");
  CHECK(Refusal(R"({"regoin":"gru"})") == "regoin is not known here");
  CHECK(Refusal(R"({"region":5})") == "region is not valid");
  CHECK(Refusal(R"({"bucket":""})") == "bucket is not valid");
  CHECK(Refusal(R"({"shape":"ARM"})") == "shape is not valid");
  CHECK(Refusal(R"({"ddl_per_minute":-1})") == "ddl_per_minute is not valid");
  for (const char* limits : {"5", "{}", R"({"on_demand":true,"read_units":5})",
                             R"({"read_units":5})", R"({"reed_units":5,"write_units":5})"}) {
    INFO(limits);
    CHECK(Refusal(std::string(R"({"table_limits":)") + limits + "}") ==
          "table_limits is not valid");
  }
}
