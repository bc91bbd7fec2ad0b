#include "operate/provision/settings.h"

#include <catch2/catch_test_macros.hpp>

using operate::provision::ParseSettings;

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
  CHECK(ParseSettings(R"({"data": ".data", "url": "https://h"})", "f")->settings.url ==
        "https://h");
}

TEST_CASE("the error about a member's value names the rule") {
  const std::pair<const char*, const char*> members[] = {
      {R"("sweep_every":"every hour")",
       "five fields of cron (minute, hour, day, month, day of week), such as 0 * * * *"},
      {R"("url":"fotogal.example")", "https://HOST"},
      {R"("url":"http://fotogal.example")", "https://HOST"},
      {R"("image_prefix":"x")",
       "REGION.ocir.io/NAMESPACE/FOLDER, in small letters without https://"},
      {R"("image_prefix":"registry.test/ns/f")",
       "REGION.ocir.io/NAMESPACE/FOLDER, in small letters without https://"},
      {R"("image_tag":"UP CASE!")",
       "1 to 128 letters, digits, _, . and -, a letter, digit or _ first"},
      {R"("bucket":"a b/c")", "1 to 252 letters without accents, digits, -, _ and ."}};
  for (const auto& [member, right] : members) {
    const std::string text(member), name = text.substr(1, text.find(':') - 2);
    CHECK(Refusal("{" + text + "}") ==
          "f.json: " + name + " is " + text.substr(text.find(':') + 1) + "; must be " + right);
  }
  CHECK(Refusal(R"({"region":"gruu"})").ends_with("it is not known here, did you mean gru?"));
  // A rehearsal has no TLS, and any registry.
  CHECK(Refusal(R"({"data":"d","url":"http://127.0.0.1:1","image_prefix":"registry.test/n/f"})") ==
        "");
  CHECK(Refusal(R"({"data":"d","url":"h"})") ==
        "f.json: url is \"h\"; must be https://HOST or http://HOST");
}

TEST_CASE("what a settings file lacks, or has too much or wrong, is named") {
  CHECK(Refusal("[]") == "f.json: is []; must be a JSON object");
  CHECK(Refusal("{}") == "f.json: region is missing");
  CHECK(Refusal(R"({"region":"gru"})") == "f.json: compartment_id is missing");
  CHECK(Refusal(R"({"region":"gru","compartment_id":"c","image_prefix":"gru.ocir.io/n/p"})") ==
        "f.json: subnet_id is missing: functions and gateway need a subnet");
  CHECK(Refusal(R"({"regoin":"gru"})") == "f.json: regoin is not known here; did you mean region?");
  CHECK(Refusal(R"({"region":5})") == "f.json: region is 5; must be a text that is not empty");
  CHECK(Refusal(R"({"bucket":""})") == "f.json: bucket is \"\"; must be a text that is not empty");
  CHECK(Refusal(R"({"shape":"ARM"})") ==
        "f.json: shape is \"ARM\"; must be GENERIC_X86 or GENERIC_ARM");
  CHECK(Refusal(R"({"ddl_per_minute":-1})") ==
        "f.json: ddl_per_minute is -1; must be a whole number from 0 to 1000");
  const std::pair<const char*, const char*> limits[] = {
      {"5", "table_limits is 5; must be an object"},
      {"{}", "table_limits is {}; must be {\"on_demand\": true} or {\"read_units\": N"},
      {R"({"on_demand":true,"read_units":5})", "; must be {\"on_demand\": true} or "},
      {R"({"read_units":5})", "; must be {\"on_demand\": true} or "},
      {R"({"reed_units":5,"write_units":5})",
       "table_limits.reed_units is not known here; did you mean read_units?"},
      {R"({"read_units":0,"write_units":5})",
       "table_limits.read_units is 0; must be a whole number from 1 to 40000"}};
  for (const auto& [text, told] : limits) {
    INFO(text);
    CHECK(Refusal(std::string(R"({"table_limits":)") + text + "}").find(told) != std::string::npos);
  }
  CHECK(Refusal(R"({"credentials":{"profil":"x"}})") ==
        "f.json: credentials.profil is not known here; did you mean profile?");
}
