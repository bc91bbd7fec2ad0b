// Renaming and copying objects.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing_storage.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Header;
using testing::kBucketPath;
using testing::Storage;

Response Rename(Storage& s, const json& details) {
  return s.Send("POST", std::string(kBucketPath) + "/actions/renameObject", details.dump());
}

json CopyDetails(const json& more = json::object()) {
  json details = {{"sourceObjectName", "x"},
                  {"destinationRegion", "us-ashburn-1"},
                  {"destinationNamespace", "ns"},
                  {"destinationBucket", "other"},
                  {"destinationObjectName", "y"}};
  details.update(more);
  return details;
}
Response Copy(Storage& s, const json& details) {
  return s.Send("POST", std::string(kBucketPath) + "/actions/copyObject", details.dump());
}
Response Other(Storage& s, const std::string& name) {
  return s.Send("GET", "/n/ns/b/other/o/" + name);
}

TEST_CASE("a renamed object has its bytes and headers under the new name alone") {
  Storage s;
  s.Put("x", "bytes", {{"content-type", "image/png"}, {"opc-meta-k", "v"}});
  const auto renamed = Rename(s, {{"sourceName", "x"}, {"newName", "a/y"}});
  REQUIRE(renamed.status == 200);
  const auto read = s.Get("a/y");
  CHECK(read.body == "bytes");
  CHECK(Header(read, "content-type") == "image/png");
  CHECK(Header(read, "opc-meta-k") == "v");
  CHECK(Header(read, "etag") == Header(renamed, "etag"));
  CHECK(Header(renamed, "version-id") == Header(renamed, "etag"));
  CHECK(s.Get("x").status == 404);
}

TEST_CASE("a renaming whose conditions do not hold changes nothing") {
  Storage s;
  s.Put("x", "1");
  const auto y = Header(s.Put("y", "2"), "etag");
  const auto refused = [&](const json& more) {
    json details = {{"sourceName", "x"}, {"newName", "y"}};
    details.update(more);
    const auto response = Rename(s, details);
    CHECK(s.Get("x").body == "1");
    CHECK(s.Get("y").body == "2");
    return std::to_string(response.status) + " " + Code(response);
  };
  CHECK(refused({{"srcObjIfMatchETag", "other"}}) == "412 IfMatchFailed");
  CHECK(refused({{"newObjIfMatchETag", "other"}}) == "412 IfMatchFailed");
  CHECK(refused({{"newObjIfNoneMatchETag", "*"}}) == "412 IfNoneMatchFailed");
  CHECK(refused({{"newObjIfNoneMatchETag", y}}) == "412 IfNoneMatchFailed");
  CHECK(refused({{"newName", "x"}}) == "400 InvalidParameter");
  CHECK(refused({{"newName", ""}}) == "400 InvalidParameter");
  CHECK(refused({{"newName", "a\nb"}}) == "400 InvalidObjectName");
  CHECK(refused({{"sourceName", "none"}}) == "404 ObjectNotFound");
  CHECK(s.Send("POST", std::string(kBucketPath) + "/actions/renameObject", "x").status == 400);
  CHECK(Rename(s, {{"sourceName", "x"}, {"newName", "y"}, {"newObjIfMatchETag", y}}).status == 200);
  CHECK(s.Get("y").body == "1");
}

TEST_CASE("in a bucket with versioning the old name has a delete marker afterwards") {
  Storage s;
  s.Send("POST", kBucketPath, R"({"versioning":"Enabled"})");
  const auto version = Header(s.Put("x", "1"), "version-id");
  REQUIRE(Rename(s, {{"sourceName", "x"}, {"newName", "y"}}).status == 200);
  CHECK(s.Get("x").status == 404);
  CHECK(s.Send("GET", std::string(kBucketPath) + "/o/x?versionId=" + version).body == "1");
}

TEST_CASE("a copy and its work request") {
  Storage s;
  s.Create("other");
  s.Put("x", "bytes", {{"content-type", "image/png"}, {"opc-meta-k", "v"}});
  const auto copied = Copy(s, CopyDetails());
  REQUIRE(copied.status == 202);
  CHECK(Other(s, "y").body == "bytes");
  CHECK(Header(Other(s, "y"), "opc-meta-k") == "v");
  CHECK(s.Get("x").body == "bytes");
  s.Open();
  const json work =
      json::parse(s.Send("GET", "/workRequests/" + Header(copied, "opc-work-request-id")).body);
  CHECK(work["operationType"] == "COPY_OBJECT");
  CHECK(work["status"] == "COMPLETED");
  CHECK(work["compartmentId"] == "c");
  const auto resource = [](const std::string& action, const std::string& bucket,
                           const std::string& object) {
    return json{{"actionType", action},
                {"entityType", "object"},
                {"identifier", nullptr},
                {"entityUri", "/n/ns/b/" + bucket + "/o/" + object},
                {"metadata",
                 {{"REGION", "us-ashburn-1"},
                  {"NAMESPACE", "ns"},
                  {"BUCKET", bucket},
                  {"OBJECT", object}}}};
  };
  CHECK(work["resources"] ==
        json::array({resource("READ", "photos", "x"), resource("WRITTEN", "other", "y")}));
  CHECK(json::parse(s.Send("GET", "/workRequests?compartmentId=c").body).size() == 1);
  CHECK(s.Send("GET", "/workRequests/none").status == 404);
}

TEST_CASE("a previous version is copied, with other metadata if they are given") {
  Storage s;
  s.Create("other");
  s.Send("POST", kBucketPath, R"({"versioning":"Enabled"})");
  const auto version = Header(s.Put("x", "1", {{"opc-meta-k", "v"}}), "version-id");
  s.Put("x", "2");
  REQUIRE(Copy(s, CopyDetails({{"sourceVersionId", version},
                               {"destinationObjectMetadata", {{"opc-meta-new", "n"}}}}))
              .status == 202);
  CHECK(Other(s, "y").body == "1");
  CHECK(Header(Other(s, "y"), "opc-meta-new") == "n");
  CHECK(Header(Other(s, "y"), "opc-meta-k").empty());
}

TEST_CASE("a copy that cannot be made is refused, and makes nothing") {
  Storage s;
  s.Create("other");
  s.Put("x", "bytes");
  const auto refused = [&](const json& more) {
    const auto response = Copy(s, CopyDetails(more));
    CHECK(Other(s, "y").status == 404);
    return std::to_string(response.status) + " " + Code(response);
  };
  CHECK(refused({{"sourceObjectName", "none"}}) == "404 ObjectNotFound");
  CHECK(refused({{"sourceVersionId", "none"}}) == "404 ObjectNotFound");
  CHECK(refused({{"destinationBucket", "none"}}) == "404 BucketNotFound");
  CHECK(refused({{"destinationNamespace", "none"}}) == "404 BucketNotFound");
  CHECK(refused({{"destinationRegion", "eu-frankfurt-1"}}) == "501 NotImplemented");
  CHECK(refused({{"destinationObjectStorageTier", "Archive"}}) == "501 NotImplemented");
  CHECK(refused({{"sourceObjectIfMatchETag", "other"}}) == "412 IfMatchFailed");
  CHECK(refused({{"destinationObjectIfMatchETag", "other"}}) == "412 IfMatchFailed");
  for (const char* member : {"sourceObjectName", "destinationRegion", "destinationNamespace",
                             "destinationBucket", "destinationObjectName"})
    CHECK(refused({{member, nullptr}}) == "400 InvalidParameter");
  CHECK(refused({{"destinationObjectName", "a\nb"}}) == "400 InvalidObjectName");
}

}  // namespace
}  // namespace standin
