#include "local/standin/object_storage/listing.h"

#include <catch2/catch_test_macros.hpp>

namespace standin {
namespace {

using nlohmann::json;

Listing Read(const std::string& query) {
  Listing listing;
  REQUIRE_FALSE(ReadListing({"GET", "/", query, {}, ""}, listing));
  return listing;
}
int Refused(const std::string& query) {
  Listing listing;
  const auto refusal = ReadListing({"GET", "/", query, {}, ""}, listing);
  return refusal ? refusal->status : 0;
}

TEST_CASE("a list begins at the last of prefix and starts, and ends before its end") {
  CHECK(Read("prefix=b&start=a").Begin() == "b");
  CHECK(Read("prefix=b&start=bb&startAfter=ba").Begin() == "bb");
  CHECK(Read("").Begin().empty());
  const auto listing = Read("prefix=b&end=bx");
  CHECK_FALSE(listing.IsBehind("ba"));
  CHECK(listing.IsBehind("bx"));
  CHECK(listing.IsBehind("c"));
}

TEST_CASE("names are grouped by the first slash behind the prefix") {
  CHECK(Read("prefix=a/&delimiter=/").GroupOf("a/b/c") == "a/b/");
  CHECK(Read("prefix=a/&delimiter=/").GroupOf("a/b").empty());
  CHECK(Read("prefix=a/").GroupOf("a/b/c").empty());
}

TEST_CASE("only the members that are asked for are told") {
  ObjectInfo info{"e", "m", {}, 5, oci::TimePoint()};
  CHECK(Read("").FieldsOf(info) == json::object());
  CHECK(Read("fields=size,etag,md5,storageTier").FieldsOf(info) ==
        json{{"size", 5}, {"etag", "e"}, {"md5", "m"}, {"storageTier", "Standard"}});
  CHECK(Read("fields=timeModified").FieldsOf(info)["timeModified"] == "1970-01-01T00:00:00.000Z");
}

TEST_CASE("wrong parameters are refused") {
  for (const char* wrong : {"delimiter=-", "limit=0", "limit=1001", "limit=x", "fields=color"})
    CHECK(Refused(wrong) == 400);
  CHECK(Refused("limit=1000&delimiter=/&fields=name") == 0);
  CHECK_FALSE(ToNumber("1x"));
  CHECK_FALSE(ToNumber(""));
  CHECK(ToNumber("17") == 17);
}

}  // namespace
}  // namespace standin
