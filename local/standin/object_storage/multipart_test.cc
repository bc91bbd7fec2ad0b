#include <catch2/catch_test_macros.hpp>

#include "local/standin/object_storage/service.h"
#include "local/standin/testing.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Folder;
using testing::Header;

struct Storage {
  Storage() {
    Open();
    Send("POST", "", "", R"({"name":"photos","compartmentId":"c"})");
    upload = Create("a");
  }
  void Open(size_t least_part = 1) {
    storage = ObjectStorage::Open({folder.path(), "ns", "c", "u", "http://h",
                                   [this] { return now; }, SystemRandom(), least_part})
                  .value();
  }
  Response Send(const std::string& method, const std::string& path, const std::string& query = "",
                const std::string& body = "") {
    return storage->Handle(
        {method, "/n/ns/b" + path, query, {{"content-length", std::to_string(body.size())}}, body});
  }
  std::string Create(const std::string& object) {
    const auto created = Send(
        "POST", "/photos/u", "",
        json{{"object", object}, {"contentType", "image/png"}, {"cacheControl", "private"}}.dump());
    REQUIRE(created.status == 200);
    return json::parse(created.body)["uploadId"];
  }
  Response Put(const std::string& number, const std::string& bytes) {
    return Send("PUT", "/photos/u/a", "uploadId=" + upload + "&uploadPartNum=" + number, bytes);
  }
  std::string Etag(const std::string& number, const std::string& bytes) {
    const auto put = Put(number, bytes);
    REQUIRE(put.status == 200);
    CHECK(Header(put, "opc-content-md5") == oci::Base64(oci::Md5(bytes)));
    return Header(put, "etag");
  }
  Response CommitBody(const std::string& body) {
    return Send("POST", "/photos/u/a", "uploadId=" + upload, body);
  }
  Response Commit(const std::vector<std::pair<int, std::string>>& parts) {
    json list = json::array();
    for (const auto& [number, etag] : parts) list.push_back({{"partNum", number}, {"etag", etag}});
    return CommitBody(json{{"partsToCommit", list}}.dump());
  }
  Response Get() { return Send("GET", "/photos/o/a"); }

  Folder folder;
  oci::TimePoint now{std::chrono::seconds(1795269600)};
  std::unique_ptr<ObjectStorage> storage;
  std::string upload;
};

TEST_CASE("parts become an object at the commit, not before, reopened in between or not") {
  for (const bool reopened : {false, true}) {
    Storage s;
    const auto second = s.Etag("2", "second"), first = s.Etag("1", std::string("\0\xFF", 2));
    CHECK(s.Get().status == 404);
    if (reopened) s.Open();
    const auto committed = s.Commit({{2, second}, {1, first}});
    CHECK(committed.status == 200);
    if (reopened) s.Open();
    const auto got = s.Get();
    CHECK(got.body == std::string("\0\xFFsecond", 8));
    CHECK(Header(got, "etag") == Header(committed, "etag"));
    CHECK(Header(got, "content-type") == "image/png");
    CHECK(Header(got, "cache-control") == "private");
    CHECK(Header(got, "opc-multipart-md5").ends_with("-2"));
  }
}

TEST_CASE("part numbers are 1 to 10000") {
  Storage s;
  for (const char* good : {"1", "10000"}) CHECK(s.Put(good, "x").status == 200);
  for (const char* bad :
       {"0", "10001", "-1", "", "1x", " 1", "1.0", "0x1", "4294967297", "99999999999999999999"}) {
    INFO(bad);
    CHECK(s.Put(bad, "x").status == 400);
    CHECK(Code(s.Put(bad, "x")) == "InvalidParameter");
  }
}

TEST_CASE("a commit is refused whole, and the upload stands") {
  Storage s;
  const auto first = s.Etag("1", "first"), old = s.Etag("2", "old"), second = s.Etag("2", "new");
  CHECK(Code(s.Commit({{1, first}, {2, old}})) == "InvalidUploadPart");
  CHECK(Code(s.Commit({{1, second}})) == "InvalidUploadPart");
  CHECK(Code(s.Commit({{1, first}, {3, first}})) == "InvalidUploadPart");
  CHECK(Code(s.Commit({{0, first}})) == "InvalidUploadPart");
  CHECK(Code(s.Commit({})) == "InvalidUploadPart");
  for (const char* body :
       {"", "nonsense", "{}", "[]", "null", R"({"partsToCommit":{}})", R"({"partsToCommit":[1]})",
        R"({"partsToCommit":[{"etag":"e"}]})", R"({"partsToCommit":[{"partNum":"1","etag":"e"}]})",
        R"({"partsToCommit":[{"partNum":4294967297,"etag":"e"}]})",
        R"({"partsToCommit":[{"partNum":1}]})", R"({"partsToCommit":[{"partNum":1,"etag":7}]})"}) {
    INFO(body);
    CHECK(s.CommitBody(body).status == 400);
  }
  CHECK(s.Get().status == 404);
  CHECK(s.Commit({{1, first}, {2, second}}).status == 200);
  CHECK(s.Get().body == "firstnew");
}

TEST_CASE("of several parts only the last may be small") {
  Storage s;
  s.Open(4);
  const auto small = s.Etag("1", "abc"), large = s.Etag("2", "abcd"), last = s.Etag("3", "x");
  CHECK(Code(s.Commit({{1, small}, {2, large}, {3, last}})) == "InvalidUploadPart");
  CHECK(s.Commit({{2, large}, {3, last}}).status == 200);
  CHECK(s.Get().body == "abcdx");
}

TEST_CASE("an upload is committed once, aborted once, and neither after the other") {
  Storage s;
  const auto etag = s.Etag("1", "x");
  CHECK(s.Commit({{1, etag}}).status == 200);
  CHECK(Code(s.Commit({{1, etag}})) == "NoSuchUpload");
  CHECK(s.Put("1", "y").status == 404);
  CHECK(s.Send("DELETE", "/photos/u/a", "uploadId=" + s.upload).status == 404);
  CHECK(s.Get().body == "x");
  s.upload = s.Create("a");
  const auto other = s.Etag("1", "other");
  CHECK(s.Send("DELETE", "/photos/u/a", "uploadId=" + s.upload).status == 204);
  CHECK(s.Send("DELETE", "/photos/u/a", "uploadId=" + s.upload).status == 404);
  s.Open();
  CHECK(Code(s.Commit({{1, other}})) == "NoSuchUpload");
  CHECK(s.Get().body == "x");
}

TEST_CASE("an upload of another object, or of none, is unknown") {
  Storage s;
  const auto etag = s.Etag("1", "x");
  for (const auto& [path, id] : {std::pair<std::string, std::string>{"/photos/u/b", s.upload},
                                 {"/photos/u/a", ""},
                                 {"/photos/u/a", s.upload + "x"},
                                 {"/photos/u/a", ".."}}) {
    const auto refused = s.Send("PUT", path, "uploadId=" + id + "&uploadPartNum=1", "y");
    CHECK(refused.status == 404);
    CHECK(Code(refused) == "NoSuchUpload");
  }
  CHECK(s.Commit({{1, etag}}).status == 200);
  CHECK(s.Get().body == "x");
}

TEST_CASE("uploads are created from a JSON object that names their object, in a bucket") {
  Storage s;
  CHECK(Code(s.Send("POST", "/photos/u", "", "nonsense")) == "InvalidJSON");
  CHECK(Code(s.Send("POST", "/photos/u", "", "[]")) == "InvalidJSON");
  CHECK(Code(s.Send("POST", "/photos/u", "", "{}")) == "InvalidParameter");
  CHECK(Code(s.Send("POST", "/none/u", "", R"({"object":"a"})")) == "BucketNotFound");
  CHECK(s.Create("a") != s.Create("a"));
}

TEST_CASE("uploads under way are listed, and keep their bucket from being deleted") {
  Storage s;
  const auto list = json::parse(s.Send("GET", "/photos/u").body);
  REQUIRE(list.size() == 1);
  CHECK(list[0]["object"] == "a");
  CHECK(list[0]["uploadId"] == s.upload);
  CHECK(list[0]["timeCreated"] == "2026-11-21T14:00:00.000Z");
  CHECK(Code(s.Send("DELETE", "/photos")) == "BucketNotEmpty");
  CHECK(s.Send("DELETE", "/photos/u/a", "uploadId=" + s.upload).status == 204);
  CHECK(s.Send("GET", "/photos/u").body == "[]");
  CHECK(s.Send("DELETE", "/photos").status == 204);
}

}  // namespace
}  // namespace standin
