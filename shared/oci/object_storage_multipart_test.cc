#include <catch2/catch_test_macros.hpp>

#include "oci/object_storage.h"
#include "oci/testing.h"

namespace oci {
namespace {

using nlohmann::json;
using object_storage::Part;
using testing::Bench;
using testing::LostAnswer;
using testing::NotConnected;

const std::string kUploads = "https://os.example.com/n/ns/b/photos/u";
const char* const kGone = R"({"code":"NoSuchUpload","message":"m"})";

struct Bucket : Bench {
  Bucket() : client(requester, {"https://os.example.com", "ns", "photos"}) {}
  const HttpRequest& sent(size_t index) const { return transport->sent.at(index); }
  std::string Commit(std::vector<Part> parts = {{1, "e"}}) {
    Call call = NewCall();
    const auto done = client.CommitMultipartUpload(call, "a/b", "u+/=", parts);
    return done.ok() ? "" : done.error().code;
  }
  object_storage::Client client;
};

TEST_CASE("an upload is created for a name and a type") {
  Bucket bucket;
  bucket.transport->AddError(LostAnswer()).Add(200, R"({"uploadId":"u+/="})").Add(200, "nonsense");
  Call call = bucket.NewCall();
  CHECK(bucket.client.CreateMultipartUpload(call, "a/b \"x\"", "image/png").value() == "u+/=");
  CHECK(bucket.sent(1).method == "POST");
  CHECK(bucket.sent(1).url == kUploads);
  CHECK(FindHeader(bucket.sent(1).headers, "content-type") == "application/json");
  CHECK_FALSE(FindHeader(bucket.sent(1).headers, "x-content-sha256").empty());
  CHECK(json::parse(bucket.sent(1).body) ==
        json{{"object", "a/b \"x\""}, {"contentType", "image/png"}});
  CHECK(bucket.client.CreateMultipartUpload(call, "a", "b").error().code == "bad_response");
  bucket.transport->Add(200, R"({"uploadId":"v"})");
  CHECK(bucket.client.CreateMultipartUpload(call, "a", "b", "no-store", "attachment").value() ==
        "v");
  CHECK(json::parse(bucket.sent(3).body)["cacheControl"] == "no-store");
  CHECK(json::parse(bucket.sent(3).body)["contentDisposition"] == "attachment");
}

TEST_CASE("a part is its bytes, unsigned, and its number; it may be sent again") {
  Bucket bucket;
  bucket.transport->AddError(LostAnswer()).Add(200, "", {{"ETag", "e7"}});
  Call call = bucket.NewCall();
  const std::string bytes("\0\xFF\r\n", 4);
  const auto part = bucket.client.UploadPart(call, "a/b", "u+/=", 10000, bytes);
  CHECK(part.value().number == 10000);
  CHECK(part.value().etag == "e7");
  for (const size_t sent : {size_t{0}, size_t{1}}) {
    CHECK(bucket.sent(sent).method == "PUT");
    CHECK(bucket.sent(sent).url == kUploads + "/a%2Fb?uploadId=u%2B%2F%3D&uploadPartNum=10000");
    CHECK(bucket.sent(sent).body == bytes);
    CHECK(FindHeader(bucket.sent(sent).headers, "x-content-sha256").empty());
  }
  bucket.transport->Add(404, kGone);
  CHECK(bucket.client.UploadPart(call, "a/b", "u", 1, "").error().code == "NoSuchUpload");
}

TEST_CASE("a commit names its parts in the order given") {
  Bucket bucket;
  bucket.transport->Add(200, "");
  CHECK(bucket.Commit({{2, "e2"}, {1, "e1"}}) == "");
  CHECK(bucket.sent(0).method == "POST");
  CHECK(bucket.sent(0).url == kUploads + "/a%2Fb?uploadId=u%2B%2F%3D");
  CHECK(json::parse(bucket.sent(0).body) ==
        json::parse(R"({"partsToCommit":[{"partNum":2,"etag":"e2"},{"partNum":1,"etag":"e1"}]})"));
  CHECK(bucket.transport->sent.size() == 1);
}

TEST_CASE(
    "a commit whose answer was lost has happened when the upload is gone and the object there") {
  Bucket bucket;
  SECTION("committed by the first try") {
    bucket.transport->AddError(LostAnswer()).Add(404, kGone).Add(200, "", {{"etag", "e"}});
    CHECK(bucket.Commit() == "");
    CHECK(bucket.sent(2).method == "HEAD");
    CHECK(bucket.sent(2).url == "https://os.example.com/n/ns/b/photos/o/a%2Fb");
  }
  SECTION("aborted meanwhile: there is no object") {
    bucket.transport->AddError(LostAnswer()).Add(404, kGone).Add(404, "");
    CHECK(bucket.Commit() == "NoSuchUpload");
  }
  SECTION("not known: the question for the object fails") {
    bucket.transport->AddError(LostAnswer()).Add(404, kGone).Add(403, R"({"code":"Denied"})");
    CHECK(bucket.Commit() != "");
  }
  SECTION("done by the second try") {
    bucket.transport->AddError(LostAnswer()).Add(200, "");
    CHECK(bucket.Commit() == "");
    CHECK(bucket.transport->sent.size() == 2);
  }
}

TEST_CASE("a commit that certainly did nothing is not taken for done") {
  Bucket bucket;
  SECTION("no upload, at the first try") {
    bucket.transport->Add(404, kGone);
    CHECK(bucket.Commit() == "NoSuchUpload");
  }
  SECTION("no upload, after a try that never arrived") {
    bucket.transport->AddError(NotConnected()).Add(404, kGone);
    CHECK(bucket.Commit() == "NoSuchUpload");
  }
  SECTION("a part is refused, even after a lost answer") {
    bucket.transport->AddError(LostAnswer()).Add(400, R"({"code":"InvalidUploadPart"})");
    CHECK(bucket.Commit() == "InvalidUploadPart");
  }
  for (const auto& request : bucket.transport->sent) CHECK(request.method == "POST");
}

TEST_CASE("an abort of what is gone is done; of what cannot be reached it is not") {
  Bucket bucket;
  Call call = bucket.NewCall();
  bucket.transport->Add(204, "")
      .Add(404, kGone)
      .AddError(LostAnswer())
      .Add(404, kGone)
      .Add(403, R"({"code":"Denied"})");
  CHECK(bucket.client.AbortMultipartUpload(call, "a/b", "u+/=").ok());
  CHECK(bucket.sent(0).method == "DELETE");
  CHECK(bucket.sent(0).url == kUploads + "/a%2Fb?uploadId=u%2B%2F%3D");
  CHECK(bucket.client.AbortMultipartUpload(call, "a", "u").ok());
  CHECK(bucket.client.AbortMultipartUpload(call, "a", "u").ok());
  CHECK(bucket.transport->sent.size() == 4);
  CHECK(bucket.client.AbortMultipartUpload(call, "a", "u").error().code == "Denied");
}

TEST_CASE("uploads under way are listed by pages") {
  Bucket bucket;
  bucket.transport
      ->Add(200, R"([{"object":"a/b","uploadId":"u1","timeCreated":"2026-11-21T10:00:00Z"}])",
            {{"opc-next-page", "p+2"}})
      .Add(200, "[]")
      .Add(200, "{}");
  Call call = bucket.NewCall();
  const auto first = bucket.client.ListMultipartUploads(call, "");
  CHECK(bucket.sent(0).url == kUploads);
  REQUIRE(first.value().items.size() == 1);
  CHECK(first->items[0].object == "a/b");
  CHECK(first->items[0].id == "u1");
  CHECK(first->items[0].time_created == "2026-11-21T10:00:00Z");
  CHECK(first->next_page == "p+2");
  CHECK(bucket.client.ListMultipartUploads(call, "p+2").value().next_page.empty());
  CHECK(bucket.sent(1).url == kUploads + "?page=p%2B2");
  CHECK(bucket.client.ListMultipartUploads(call, "").error().code == "bad_response");
}

}  // namespace
}  // namespace oci
