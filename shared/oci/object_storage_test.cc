#include "oci/object_storage.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using nlohmann::json;
using object_storage::GetOptions;
using object_storage::ParAccess;
using object_storage::PutOptions;
using testing::Bench;
using testing::LostAnswer;

const std::string kBucket = "https://os.example.com/n/ns/b/photos";

struct Bucket : Bench {
  Bucket() : client(requester, {"https://os.example.com", "ns", "photos"}) {}
  const HttpRequest& sent(size_t index) const { return transport->sent.at(index); }
  object_storage::Client client;
};

TEST_CASE("put sends the bytes, unsigned, with their type") {
  Bucket bucket;
  bucket.transport->Add(200, "");
  Call call = bucket.NewCall();
  const std::string bytes("\0\xFF\r\n", 4);
  CHECK(bucket.client.Put(call, "a/b ü", bytes, {"image/jpeg", "private", false}).value());
  const auto& request = bucket.sent(0);
  CHECK(request.method == "PUT");
  CHECK(request.url == kBucket + "/o/a%2Fb%20%C3%BC");
  CHECK(request.body == bytes);
  CHECK(FindHeader(request.headers, "content-type") == "image/jpeg");
  CHECK(FindHeader(request.headers, "cache-control") == "private");
  CHECK(FindHeader(request.headers, "x-content-sha256").empty());
  CHECK(FindHeader(request.headers, "authorization").find("\"date (request-target) host\"") !=
        std::string_view::npos);
}

TEST_CASE("put if absent") {
  PutOptions options;
  options.if_absent = true;
  const char* exists = R"({"code":"IfNoneMatchFailed","message":"m"})";
  Bucket bucket;
  Call call = bucket.NewCall();
  SECTION("exists") {
    bucket.transport->Add(412, exists);
    CHECK_FALSE(bucket.client.Put(call, "a", "bytes", options).value());
    CHECK(FindHeader(bucket.sent(0).headers, "if-none-match") == "*");
  }
  SECTION("exists because the first try wrote it") {
    bucket.transport->AddError(LostAnswer())
        .Add(412, exists)
        .Add(200, "", {{"content-md5", Base64(Md5("bytes"))}});
    CHECK(bucket.client.Put(call, "a", "bytes", options).value());
  }
  SECTION("exists because another wrote it") {
    bucket.transport->AddError(LostAnswer())
        .Add(412, exists)
        .Add(200, "", {{"content-md5", Base64(Md5("other"))}});
    CHECK_FALSE(bucket.client.Put(call, "a", "bytes", options).value());
  }
}

TEST_CASE("get: whole, part, unchanged, out of range, missing, no bucket") {
  Bucket bucket;
  bucket.transport
      ->Add(200, "hello", {{"Content-Type", "image/png"}, {"ETag", "e"}, {"Content-Length", "5"}})
      .Add(206, "ell", {{"content-range", "bytes 1-3/5"}})
      .Add(304, "", {{"etag", "e"}})
      .Add(416, R"({"code":"InvalidRange"})", {{"content-range", "bytes */5"}})
      .Add(404, R"({"code":"ObjectNotFound","message":"m"})")
      .Add(404, R"({"code":"BucketNotFound","message":"m"})");
  Call call = bucket.NewCall();
  const auto whole = bucket.client.Get(call, "a").value().value();
  CHECK(whole.status == 200);
  CHECK(whole.body == "hello");
  CHECK(whole.content_type == "image/png");
  CHECK(whole.etag == "e");
  CHECK(whole.size == 5);
  const auto part = bucket.client.Get(call, "a", {"bytes=1-3", ""}).value().value();
  CHECK(part.status == 206);
  CHECK(part.content_range == "bytes 1-3/5");
  CHECK(FindHeader(bucket.sent(1).headers, "range") == "bytes=1-3");
  CHECK(bucket.client.Get(call, "a", {"", "e"}).value()->status == 304);
  CHECK(FindHeader(bucket.sent(2).headers, "if-none-match") == "e");
  const auto outside = bucket.client.Get(call, "a", {"bytes=9-", ""}).value().value();
  CHECK(outside.status == 416);
  CHECK(outside.content_range == "bytes */5");
  CHECK(outside.body.empty());
  CHECK_FALSE(bucket.client.Get(call, "a").value().has_value());
  CHECK(bucket.client.Get(call, "a").error().code == "BucketNotFound");
}

TEST_CASE("head, delete, list") {
  Bucket bucket;
  bucket.transport->Add(200, "", {{"content-length", "77"}, {"etag", "e"}})
      .Add(404, "")
      .Add(204, "")
      .Add(404, R"({"code":"ObjectNotFound","message":"m"})")
      .AddError(LostAnswer())
      .Add(404, R"({"code":"ObjectNotFound","message":"m"})")
      .Add(
          200,
          R"({"objects":[{"name":"a","size":5000000000,"etag":"e","timeCreated":"t"}],"nextStartWith":"b"})")
      .Add(200, R"({"objects":[]})");
  Call call = bucket.NewCall();
  CHECK(bucket.client.Head(call, "a").value()->size == 77);
  CHECK_FALSE(bucket.client.Head(call, "a").value().has_value());
  CHECK(bucket.client.Delete(call, "a").value());
  CHECK_FALSE(bucket.client.Delete(call, "a").value());
  CHECK(bucket.client.Delete(call, "a").value());
  const auto list = bucket.client.List(call, "p/", "a&", 2).value();
  CHECK(list.objects[0].size == 5000000000);
  CHECK(list.next_start == "b");
  CHECK(bucket.sent(6).url ==
        kBucket + "/o?fields=name%2Csize%2Cetag%2CtimeCreated&prefix=p%2F&start=a%26&limit=2");
  CHECK(bucket.client.List(call, "", "", 0).value().next_start.empty());
}

TEST_CASE("rename names both, and succeeds when an earlier try has done it") {
  const char* missing = R"({"code":"ObjectNotFound","message":"m"})";
  Bucket bucket;
  bucket.transport->Add(200, "")
      .Add(404, missing)
      .AddError(LostAnswer())
      .Add(404, missing)
      .Add(404, R"({"code":"BucketNotFound","message":"m"})");
  Call call = bucket.NewCall();
  CHECK(bucket.client.Rename(call, "images/a", "removed/a").value());
  CHECK(bucket.sent(0).method == "POST");
  CHECK(bucket.sent(0).url == kBucket + "/actions/renameObject");
  CHECK(json::parse(bucket.sent(0).body) ==
        json{{"sourceName", "images/a"}, {"newName", "removed/a"}});
  CHECK_FALSE(bucket.client.Rename(call, "a", "b").value());
  CHECK(bucket.client.Rename(call, "a", "b").value());
  CHECK_FALSE(bucket.client.Rename(call, "a", "b").ok());
}

TEST_CASE("pre-authenticated requests") {
  Bucket bucket;
  bucket.transport->Add(200, R"({"id":"i:/+","accessUri":"/p/s/n/ns/b/photos/o/x"})")
      .Add(200, R"({"id":"i"})")
      .Add(204, "")
      .Add(404, R"({"code":"ParNotFound"})");
  Call call = bucket.NewCall();
  const auto par =
      bucket.client.CreatePar(call, "n", "x", ParAccess::kObjectWrite, testing::At(1795269600))
          .value();
  CHECK(par.id == "i:/+");
  CHECK(par.access_uri == "/p/s/n/ns/b/photos/o/x");
  CHECK(json::parse(bucket.sent(0).body) == json{{"name", "n"},
                                                 {"objectName", "x"},
                                                 {"accessType", "ObjectWrite"},
                                                 {"timeExpires", "2026-11-21T14:00:00.000Z"}});
  CHECK(bucket.client.CreatePar(call, "n", "x", ParAccess::kObjectRead, testing::At(0))
            .error()
            .code == "bad_response");
  CHECK(bucket.client.DeletePar(call, "i:/+").value());
  CHECK(bucket.sent(2).url == kBucket + "/p/i%3A%2F%2B");
  CHECK_FALSE(bucket.client.DeletePar(call, "i").value());
}

TEST_CASE("a pre-authenticated request for all objects with a prefix allows no listing") {
  Bucket bucket;
  bucket.transport->Add(200, R"({"id":"i","accessUri":"/p/s/n/ns/b/photos/o/"})");
  Call call = bucket.NewCall();
  CHECK(
      bucket.client.CreatePar(call, "n", "in/", ParAccess::kAnyObjectRead, testing::At(1795269600))
          .value()
          .access_uri == "/p/s/n/ns/b/photos/o/");
  // What is not asked for is denied: bucketListingAction is left out.
  CHECK(json::parse(bucket.sent(0).body) == json{{"name", "n"},
                                                 {"objectName", "in/"},
                                                 {"accessType", "AnyObjectRead"},
                                                 {"timeExpires", "2026-11-21T14:00:00.000Z"}});
}

TEST_CASE("an object's headers are sent with it and read with it") {
  Bucket bucket;
  const HeaderList stored{{"cache-control", "private"}, {"content-disposition", "attachment"}};
  bucket.transport->Add(200, "").Add(200, "x", stored).Add(200, "", stored).Add(200, "");
  Call call = bucket.NewCall();
  object_storage::PutOptions options;
  options.cache_control = "private";
  options.content_disposition = "attachment";
  REQUIRE(bucket.client.Put(call, "a", "x", options).value());
  CHECK(FindHeader(bucket.sent(0).headers, "cache-control") == "private");
  CHECK(FindHeader(bucket.sent(0).headers, "content-disposition") == "attachment");
  CHECK(bucket.client.Get(call, "a").value()->content_disposition == "attachment");
  const auto head = bucket.client.Head(call, "a").value();
  CHECK(head->content_disposition == "attachment");
  CHECK(head->cache_control == "private");
  REQUIRE(bucket.client.Put(call, "a", "x", {}).value());
  CHECK(FindHeader(bucket.sent(3).headers, "content-disposition").empty());
}

TEST_CASE("namespace and buckets") {
  Bucket bucket;
  bucket.transport->Add(200, "\"ns\"").Add(200, "{}").Add(200, "").Add(404, "").Add(200, "{}");
  Call call = bucket.NewCall();
  CHECK(bucket.client.GetNamespace(call).value() == "ns");
  CHECK(bucket.client.GetNamespace(call).error().code == "bad_response");
  CHECK(bucket.client.BucketExists(call).value());
  CHECK_FALSE(bucket.client.BucketExists(call).value());
  CHECK(bucket.client.CreateBucket(call, "c").ok());
  CHECK(json::parse(bucket.sent(4).body) ==
        json{{"name", "photos"}, {"compartmentId", "c"}, {"publicAccessType", "NoPublicAccess"}});
  const char* exists = R"({"code":"BucketAlreadyExists","message":"m"})";
  bucket.transport->Add(409, exists).Add(200, "").Add(409, exists).Add(404, "");
  CHECK(bucket.client.CreateBucket(call, "c").ok());
  CHECK(bucket.client.CreateBucket(call, "c").error().code == "BucketAlreadyExists");
}

TEST_CASE("who may read a bucket is asked and changed") {
  Bucket bucket;
  Call call = bucket.NewCall();
  bucket.transport->Add(200, R"({"publicAccessType":"ObjectRead"})").Add(404, "{}").Add(200, "{}");
  CHECK(bucket.client.FindPublicAccess(call).value() == "ObjectRead");
  CHECK_FALSE(bucket.client.FindPublicAccess(call).value());
  CHECK(bucket.client.SetPublicAccess(call, object_storage::PublicAccess::kNone).ok());
  CHECK(bucket.sent(2).method == "POST");
  CHECK(bucket.sent(2).url == kBucket);
  CHECK(json::parse(bucket.sent(2).body) == json{{"publicAccessType", "NoPublicAccess"}});
}

}  // namespace
}  // namespace oci
