#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "local/standin/testing_storage.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Header;
using testing::kBucketPath;
using testing::Names;
using testing::Storage;
using testing::Strings;

TEST_CASE("an object comes back byte for byte with what was stored with it") {
  Storage s;
  const std::string bytes("\0\r\n\xFF{}", 6);
  const auto put = s.Put("a%2Fb%20%C3%BC", bytes,
                         {{"Content-Type", "image/png"},
                          {"Cache-Control", "private"},
                          {"opc-meta-x", "\xC3\xBC"},
                          {"Content-Encoding", "gzip"}});
  REQUIRE(put.status == 200);
  CHECK(Header(put, "opc-content-md5") == oci::Base64(oci::Md5(bytes)));
  const bool reopened = GENERATE_COPY(false, true);
  if (reopened) s.Open();
  const auto got = s.Get("a/b%20%C3%BC");  // a literal slash means the same
  CHECK(got.status == 200);
  CHECK(got.body == bytes);
  CHECK(Header(got, "etag") == Header(put, "etag"));
  CHECK(Header(got, "content-type") == "image/png");
  CHECK(Header(got, "cache-control") == "private");
  CHECK(Header(got, "content-encoding") == "gzip");
  CHECK(Header(got, "opc-meta-x") == "\xC3\xBC");
  CHECK(Header(got, "content-md5") == oci::Base64(oci::Md5(bytes)));
  CHECK(Header(got, "last-modified") == "Sat, 21 Nov 2026 14:00:00 GMT");
  const auto head = s.Send("HEAD", std::string(kBucketPath) + "/o/a%2Fb%20%C3%BC");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(Header(head, "content-length") == "6");
  CHECK(Header(s.Get("a%2Fb%20%C3%BC"), "content-length") == "6");
}

TEST_CASE("the default content type, an empty object, and replacing") {
  Storage s;
  const auto first = s.Put("x", "");
  CHECK(first.status == 200);
  CHECK(Header(s.Get("x"), "content-type") == "application/octet-stream");
  CHECK(s.Get("x").body.empty());
  const auto second = s.Put("x", "new");
  CHECK(Header(second, "etag") != Header(first, "etag"));
  CHECK(s.Get("x").body == "new");
}

TEST_CASE("conditions of a put") {
  Storage s;
  const auto put = s.Put("x", "1", {{"if-none-match", "*"}});
  CHECK(put.status == 200);
  const auto again = s.Put("x", "2", {{"if-none-match", "*"}});
  CHECK(again.status == 412);
  CHECK(Code(again) == "IfNoneMatchFailed");
  CHECK(Code(s.Put("x", "2", {{"if-none-match", "\"e\""}})) == "InvalidParameter");
  CHECK(s.Put("x", "2", {{"if-match", "wrong"}}).status == 412);
  CHECK(s.Put("none", "2", {{"if-match", "wrong"}}).status == 412);
  CHECK(s.Get("x").body == "1");
  CHECK(s.Put("x", "2", {{"if-match", Header(put, "etag")}}).status == 200);
  CHECK(s.Get("x").body == "2");
  CHECK(Code(s.Put("x", "3", {{"content-md5", "AAAA"}})) == "UnmatchedContentMD5");
  CHECK(s.Put("x", "3", {{"content-md5", oci::Base64(oci::Md5("3"))}}).status == 200);
}

TEST_CASE("names and metadata have limits") {
  Storage s;
  CHECK(s.Put(std::string(1024, 'a'), "1").status == 200);
  CHECK(Code(s.Put(std::string(1025, 'a'), "1")) == "InvalidObjectName");
  for (const char* name : {"a%0Ab", "a%0Db", "a%00b"})
    CHECK(Code(s.Put(name, "1")) == "InvalidObjectName");
  CHECK(s.Put("..%2F..%2Fetc", "1").status == 200);
  CHECK(s.Get("..%2F..%2Fetc").body == "1");
  CHECK(s.Put("m", "1", {{"opc-meta-a", std::string(3990, 'x')}}).status == 200);
  CHECK(s.Put("m", "1", {{"opc-meta-a", std::string(3991, 'x')}}).status == 400);
  const Request no_length{"PUT", std::string(kBucketPath) + "/o/n", "", {}, "1"};
  CHECK(s.storage->Handle(no_length).status == 411);
}

TEST_CASE("ranges") {
  Storage s;
  s.Put("x", "0123456789");
  const auto range = [&](const std::string& value) { return s.Get("x", {{"range", value}}); };
  struct Case {
    const char *header, *body, *content_range;
  };
  for (const Case& c : std::vector<Case>{{"bytes=0-0", "0", "bytes 0-0/10"},
                                         {"bytes=2-5", "2345", "bytes 2-5/10"},
                                         {"bytes=7-", "789", "bytes 7-9/10"},
                                         {"bytes=-3", "789", "bytes 7-9/10"},
                                         {"bytes=5-99", "56789", "bytes 5-9/10"},
                                         {"bytes=-99", "0123456789", "bytes 0-9/10"}}) {
    INFO(c.header);
    const auto part = range(c.header);
    CHECK(part.status == 206);
    CHECK(part.body == c.body);
    CHECK(Header(part, "content-range") == c.content_range);
    CHECK(Header(part, "content-length") == std::to_string(part.body.size()));
  }
  for (const char* outside : {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999-"}) {
    INFO(outside);
    CHECK(range(outside).status == 416);
    CHECK(Header(range(outside), "content-range") == "bytes */10");
  }
  for (const char* ignored : {"bytes=", "bytes=x", "bytes=5-2", "items=0-1", "bytes=0-1,3-4",
                              "bytes=--1", "bytes=99999999999999999999-", "bytes=-", "0-1"}) {
    INFO(ignored);
    CHECK(range(ignored).status == 200);
    CHECK(range(ignored).body == "0123456789");
  }
  s.Put("empty", "");
  CHECK(s.Get("empty", {{"range", "bytes=0-0"}}).status == 416);
  CHECK(s.Get("empty", {{"range", "bytes=-1"}}).status == 416);
}

TEST_CASE("conditional reads and deletes") {
  Storage s;
  const std::string etag = Header(s.Put("x", "1"), "etag");
  for (const std::string& tag :
       {etag, "\"" + etag + "\"", "a, \"" + etag + "\"", std::string("*")}) {
    INFO(tag);
    const auto unchanged = s.Get("x", {{"if-none-match", tag}});
    CHECK(unchanged.status == 304);
    CHECK(unchanged.body.empty());
    CHECK(Header(unchanged, "etag") == etag);
    CHECK(s.Get("x", {{"if-match", tag}}).status == 200);
  }
  CHECK(s.Get("x", {{"if-none-match", "other"}}).status == 200);
  CHECK(s.Get("x", {{"if-match", "other"}}).status == 412);
  const std::string path = std::string(kBucketPath) + "/o/x";
  CHECK(s.Send("DELETE", path, "", {{"if-match", "other"}}).status == 412);
  CHECK(s.Send("DELETE", path, "", {{"if-match", etag}}).status == 204);
  CHECK(Code(s.Send("DELETE", path)) == "ObjectNotFound");
  CHECK(Code(s.Get("x")) == "ObjectNotFound");
  s.Open();
  CHECK(s.Get("x").status == 404);
}

TEST_CASE("listing") {
  Storage s;
  for (const char* name : {"a", "b%2F1", "b%2F2", "b%2Fc%2F3", "d", "e%2F4", "%C3%BC"})
    s.Put(name, "xx");
  CHECK(Names(s.List("")) == Strings{"a", "b/1", "b/2", "b/c/3", "d", "e/4", "ü"});
  CHECK(s.List("")["objects"][0].size() == 1);
  CHECK_FALSE(s.List("").contains("nextStartWith"));
  CHECK(Names(s.List("prefix=b%2F")) == Strings{"b/1", "b/2", "b/c/3"});
  CHECK(Names(s.List("start=b%2F2")) == Strings{"b/2", "b/c/3", "d", "e/4", "ü"});
  CHECK(Names(s.List("startAfter=b%2F2&end=e")) == Strings{"b/c/3", "d"});
  CHECK(Names(s.List("prefix=zz")).empty());
  const auto page = s.List("limit=2");
  CHECK(Names(page) == Strings{"a", "b/1"});
  CHECK(page["nextStartWith"] == "b/2");
  CHECK_FALSE(s.List("limit=7").contains("nextStartWith"));
  const auto folders = s.List("delimiter=%2F");
  CHECK(Names(folders) == Strings{"a", "d", "ü"});
  CHECK(folders["prefixes"] == json{"b/", "e/"});
  CHECK(s.List("delimiter=%2F&prefix=b%2F")["prefixes"] == json{"b/c/"});
  const auto first = s.List("delimiter=%2F&limit=2");
  CHECK(first["nextStartWith"] == "d");
  const auto fields =
      s.List("fields=name%2Csize%2Cetag%2Cmd5%2CtimeCreated%2CstorageTier&limit=1")["objects"][0];
  CHECK(fields["size"] == 2);
  CHECK(fields["md5"] == oci::Base64(oci::Md5("xx")));
  CHECK(fields["timeCreated"] == "2026-11-21T14:00:00.000Z");
  for (const char* bad : {"limit=0", "limit=1001", "limit=x", "fields=colour", "delimiter=x"}) {
    INFO(bad);
    CHECK(s.Send("GET", std::string(kBucketPath) + "/o?" + bad).status == 400);
  }
}

}  // namespace
}  // namespace standin
