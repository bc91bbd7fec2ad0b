#include "oci/endpoints.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/regions.h"
#include "oci/testing.h"
#include "oci/time_text.h"

namespace oci {
namespace {

TEST_CASE("the regions are those of Oracle's list") {
  const auto list = nlohmann::json::parse(testing::TestData("regions.json"));
  REQUIRE(list.size() == Regions().size());
  for (size_t i = 0; i < list.size(); ++i) {
    CHECK(Regions()[i].key == list[i]["regionKey"]);
    CHECK(Regions()[i].identifier == list[i]["regionIdentifier"]);
    CHECK(Regions()[i].domain == list[i]["realmDomainComponent"]);
  }
}

TEST_CASE("endpoints of a region") {
  CHECK(NoSqlEndpoint("us-phoenix-1") == "https://nosql.us-phoenix-1.oci.oraclecloud.com");
  CHECK(NoSqlEndpoint("PHX") == "https://nosql.us-phoenix-1.oci.oraclecloud.com");
  CHECK(ObjectStorageEndpoint("sa-saopaulo-1") ==
        "https://objectstorage.sa-saopaulo-1.oraclecloud.com");
  CHECK(LoggingIngestionEndpoint("fra") ==
        "https://ingestion.logging.eu-frankfurt-1.oci.oraclecloud.com");
  CHECK(LoggingEndpoint("me-alrayyan-1") == "https://logging.me-alrayyan-1.oci.oraclecloud21.com");
  CHECK(FunctionsEndpoint("us-luke-1") == "https://functions.us-luke-1.oci.oraclegovcloud.com");
  CHECK(NoSqlEndpoint("xx-new-9") == "https://nosql.xx-new-9.oci.oraclecloud.com");
  CHECK(RegionDomain("xx-new-9", "oraclecloud8.com") == "oraclecloud8.com");
}

TEST_CASE("RFC 3339 times") {
  const TimePoint time = testing::At(1795269600) + std::chrono::milliseconds(7);
  CHECK(Rfc3339(time) == "2026-11-21T14:00:00.007Z");
  CHECK(Rfc3339(testing::At(-1)) == "1969-12-31T23:59:59.000Z");
  CHECK(ParseRfc3339("2026-11-21T14:00:00.007Z") == time);
  CHECK(ParseRfc3339("2026-11-21T15:30:00.007999+01:30") == time + std::chrono::microseconds(999));
  CHECK(ParseRfc3339("2026-11-21t12:00:00-02:00") == testing::At(1795269600));
  for (const char* bad :
       {"", "2026-11-21", "2026-11-21T14:00:00", "2026-13-21T14:00:00Z", "2026-02-30T14:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T14:00:00.Z", "2026-11-21T14:00:00Zx",
        "2026-11-21T14:00:00+24:00", "x026-11-21T14:00:00Z"}) {
    INFO(bad);
    CHECK_FALSE(ParseRfc3339(bad));
  }
}

TEST_CASE("hashes and encodings") {
  CHECK(Hex(Sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Hex(Md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
  for (const std::string text : {"", "a", "ab", "abc", "\xFF\xFE\x00x"}) {
    CHECK(Base64Decode(Base64(text)) == text);
    CHECK(Base64UrlDecode(Base64Url(text)) == text);
  }
  CHECK(Base64("\xFB\xFF") == "+/8=");
  CHECK(Base64Url("\xFB\xFF") == "-_8");
  for (const char* bad : {"a", "ab=", "a===", "====", "ab c", "ab=c", "-_8="}) {
    INFO(bad);
    CHECK_FALSE(Base64Decode(bad));
  }
  CHECK_FALSE(Base64UrlDecode("+/8"));
  CHECK_FALSE(Base64UrlDecode("a"));
  CHECK(PercentEncode("aZ9-._~ /+%&=\xC3\xBC") == "aZ9-._~%20%2F%2B%25%26%3D%C3%BC");
}

TEST_CASE("headers compare without case and are set once") {
  HeaderList headers = {{"A", "1"}, {"b", "2"}, {"a", "3"}};
  CHECK(FindHeader(headers, "a") == "1");
  CHECK(FindHeader(headers, "c").empty());
  SetHeader(headers, "a", "4");
  SetHeader(headers, "C", "5");
  CHECK(headers == HeaderList{{"A", "4"}, {"b", "2"}, {"C", "5"}});
}

}  // namespace
}  // namespace oci
