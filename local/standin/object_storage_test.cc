#include "local/standin/object_storage.h"

#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <thread>

#include "local/standin/testing.h"
#include "oci/time_text.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Folder;
using testing::Header;

constexpr char kBucketPath[] = "/n/ns/b/photos";

struct Storage {
  Storage() {
    Open();
    Create("photos");
  }
  void Open() {
    storage = ObjectStorage::Open({folder.path(), "ns", "c", "u", "http://h",
                                   [this] { return now; }, SystemRandom()})
                  .value();
  }
  Response Create(const std::string& name) {
    return Send("POST", "/n/ns/b", json{{"name", name}, {"compartmentId", "c"}}.dump());
  }
  Response Send(const std::string& method, const std::string& target, const std::string& body = "",
                oci::HeaderList headers = {}) {
    const auto question = target.find('?');
    headers.emplace_back("content-length", std::to_string(body.size()));
    const Request request{method, target.substr(0, question),
                          question == std::string::npos ? "" : target.substr(question + 1), headers,
                          body};
    return target.starts_with("/p/") ? storage->HandlePar(request) : storage->Handle(request);
  }
  Response Put(const std::string& name, const std::string& body, oci::HeaderList headers = {}) {
    return Send("PUT", std::string(kBucketPath) + "/o/" + name, body, std::move(headers));
  }
  Response Get(const std::string& name, oci::HeaderList headers = {}) {
    return Send("GET", std::string(kBucketPath) + "/o/" + name, "", std::move(headers));
  }
  json List(const std::string& query) {
    const auto response = Send("GET", std::string(kBucketPath) + "/o?" + query);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
  }
  Folder folder;
  oci::TimePoint now{std::chrono::seconds(1795269600)};
  std::unique_ptr<ObjectStorage> storage;
};

TEST_CASE("objects of a public bucket are read by anybody, those of others by nobody") {
  Storage s;
  const auto created =
      s.Send("POST", "/n/ns/b", R"({"name":"open","publicAccessType":"ObjectReadWithoutList"})");
  CHECK(json::parse(created.body)["publicAccessType"] == "ObjectReadWithoutList");
  s.Put("x", "secret");
  REQUIRE(s.Send("PUT", "/n/ns/b/open/o/x", "for all").status == 200);
  const auto ask = [&s](const std::string& method, const std::string& path) {
    return s.storage->HandleAnonymous({method, path, "", {}, ""});
  };
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(ask("GET", "/n/ns/b/open/o/x").value().body == "for all");
    CHECK(ask("HEAD", "/n/ns/b/open/o/x").value().status == 200);
    CHECK(ask("GET", "/n/ns/b/open/o/y").value().status == 404);
    for (const char* path :
         {"/n/ns/b/photos/o/x", "/n/ns/b/none/o/x", "/n/other/b/open/o/x", "/n/ns/b/open/o",
          "/n/ns/b/open/o/", "/n/ns/b/open", "/n/ns/b/open/u/x", "/n/ns/b/open/p/x", "/n", "/"}) {
      INFO(path);
      CHECK_FALSE(ask("GET", path));
    }
    for (const char* method : {"PUT", "POST", "DELETE"})
      CHECK_FALSE(ask(method, "/n/ns/b/open/o/x"));
    s.Open();
  }
  CHECK(json::parse(s.Send("GET", "/n/ns/b/photos").body)["publicAccessType"] == "NoPublicAccess");
}

TEST_CASE("a bucket is closed again, and stays so") {
  Storage s;
  s.Send("POST", "/n/ns/b", R"({"name":"open","publicAccessType":"ObjectReadWithoutList"})");
  REQUIRE(s.Send("PUT", "/n/ns/b/open/o/x", "for all").status == 200);
  const auto closed = s.Send("POST", "/n/ns/b/open", R"({"publicAccessType":"NoPublicAccess"})");
  CHECK(json::parse(closed.body)["publicAccessType"] == "NoPublicAccess");
  for (int opened = 0; opened < 2; ++opened) {
    CHECK_FALSE(s.storage->HandleAnonymous({"GET", "/n/ns/b/open/o/x", "", {}, ""}));
    s.Open();
  }
  CHECK(s.Send("POST", "/n/ns/b/open", R"({"publicAccessType":"ObjectRead"})").status == 501);
  CHECK(s.Send("POST", "/n/ns/b/open", R"({"versioning":"Enabled"})").status == 501);
  CHECK(Code(s.Send("POST", "/n/ns/b/open", "[")) == "InvalidJSON");
  CHECK(Code(s.Send("POST", "/n/ns/b/none", R"({"publicAccessType":"NoPublicAccess"})")) ==
        "BucketNotFound");
}

TEST_CASE("namespace and buckets") {
  Storage s;
  CHECK(s.Send("GET", "/n").body == "\"ns\"");
  CHECK(s.Create("other").status == 200);
  CHECK(Code(s.Create("other")) == "BucketAlreadyExists");
  CHECK(s.Create("other").status == 409);
  CHECK(Code(s.Create("no/slash")) == "InvalidBucketName");
  CHECK(Code(s.Send("POST", "/n/ns/b", "not json")) == "InvalidJSON");
  CHECK(s.Send("POST", "/n/ns/b", R"({"name":"x","publicAccessType":"ObjectRead"})").status == 501);
  CHECK(s.Send("HEAD", "/n/ns/b/other").status == 200);
  CHECK(json::parse(s.Send("GET", "/n/ns/b/other").body)["compartmentId"] == "c");
  CHECK(json::parse(s.Send("GET", "/n/ns/b").body).size() == 2);
  CHECK(Code(s.Send("GET", "/n/ns/b/none")) == "BucketNotFound");
  CHECK(Code(s.Send("GET", "/n/wrong/b/other")) == "NamespaceNotFound");
  s.Put("x", "1");
  CHECK(Code(s.Send("DELETE", kBucketPath)) == "BucketNotEmpty");
  CHECK(s.Send("DELETE", "/n/ns/b/other").status == 204);
  CHECK(s.Send("DELETE", "/n/ns/b/other").status == 404);
  CHECK(s.Create("other").status == 200);
  s.Open();
  CHECK(s.Send("HEAD", "/n/ns/b/other").status == 200);
}

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

TEST_CASE("what is not supported is refused by name and changes nothing") {
  Storage s;
  s.Put("x", "1");
  CHECK(s.Put("x", "2", {{"storage-tier", "Archive"}}).status == 501);
  CHECK(s.Put("x", "2", {{"opc-checksum-algorithm", "CRC32C"}}).status == 501);
  CHECK(s.Put("x", "2", {{"opc-sse-customer-key", "k"}}).status == 501);
  CHECK(s.Send("GET", std::string(kBucketPath) + "/u", "").status == 501);
  CHECK(s.Send("POST", std::string(kBucketPath) + "/actions/renameObject", "{}").status == 501);
  CHECK(s.Send("GET", std::string(kBucketPath) + "/o/x?versionId=1").status == 501);
  CHECK(s.Send("POST", kBucketPath, "{}").status == 501);
  CHECK(s.Send("GET", "/n/ns").status == 501);
  CHECK(s.Get("x").body == "1");
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

std::vector<std::string> Names(const json& list) {
  std::vector<std::string> names;
  for (const json& object : list["objects"]) names.push_back(object["name"]);
  return names;
}
using Strings = std::vector<std::string>;

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

json CreatePar(Storage& s, const std::string& access, const std::string& object,
               int seconds = 3600) {
  const auto response =
      s.Send("POST", std::string(kBucketPath) + "/p",
             json{{"name", "par"},
                  {"accessType", access},
                  {"objectName", object},
                  {"timeExpires", oci::Rfc3339(s.now + std::chrono::seconds(seconds))}}
                 .dump());
  REQUIRE(response.status == 200);
  return json::parse(response.body);
}

TEST_CASE("pre-authenticated requests: what they allow, until when") {
  Storage s;
  s.Put("in%2Fx", "old");
  s.Put("in%2Fy", "y");
  const std::string read = CreatePar(s, "ObjectRead", "in/x")["accessUri"];
  const std::string write = CreatePar(s, "ObjectWrite", "in/x")["accessUri"];
  const std::string any = CreatePar(s, "AnyObjectReadWrite", "in/")["accessUri"];
  CHECK(read.starts_with("/p/"));
  CHECK(read.ends_with("/n/ns/b/photos/o/in%2Fx"));
  s.Open();
  CHECK(s.Send("GET", read).body == "old");
  CHECK(s.Send("GET", read, "", {{"range", "bytes=0-0"}}).status == 206);
  CHECK(s.Send("HEAD", read).status == 200);
  CHECK(s.Send("PUT", read, "new").status == 404);
  CHECK(s.Send("DELETE", read).status == 404);
  CHECK(s.Send("GET", write).status == 404);
  CHECK(s.Send("PUT", write, "new", {{"opc-meta-a", "b"}}).status == 200);
  CHECK(s.Send("PUT", write, "again", {{"if-none-match", "*"}}).status == 412);
  CHECK(s.Send("GET", read).body == "new");
  CHECK(s.Send("GET", any + "in%2Fy").body == "y");
  CHECK(s.Send("PUT", any + "in%2Fz", "z").status == 200);
  CHECK(s.Send("GET", any + "out").status == 404);
  CHECK(s.Send("GET", read.substr(0, read.rfind('/')) + "/in%2Fy").status == 404);
  std::string forged = read;
  forged[5] = forged[5] == 'A' ? 'B' : 'A';
  CHECK(s.Send("GET", forged).status == 404);
  for (const char* cut : {"/p/", "/p/x", "/p//n", "/p/x/"}) CHECK(s.Send("GET", cut).status == 404);
  std::string other_bucket = read;
  other_bucket.replace(other_bucket.find("photos"), 6, "others");
  CHECK(s.Send("GET", other_bucket).status == 404);
  s.now += std::chrono::seconds(3599);
  CHECK(s.Send("GET", read).status == 200);
  s.now += std::chrono::seconds(1);
  CHECK(s.Send("GET", read).status == 404);
  CHECK(s.Get("in%2Fx").body == "new");
}

TEST_CASE("pre-authenticated requests: listed, found, taken back; the secret shows once") {
  Storage s;
  const auto par = CreatePar(s, "ObjectRead", "x");
  const std::string id = par["id"];
  const std::string path = std::string(kBucketPath) + "/p";
  s.Put("x", "1");
  CHECK(par["fullPath"] == "http://h" + par["accessUri"].get<std::string>());
  const auto list = json::parse(s.Send("GET", path).body);
  REQUIRE(list.size() == 1);
  CHECK(list[0]["id"] == id);
  CHECK_FALSE(list[0].contains("accessUri"));
  CHECK(json::parse(s.Send("GET", path + "?objectNamePrefix=y").body).empty());
  const std::string own = path + "/" + oci::PercentEncode(id);
  CHECK(json::parse(s.Send("GET", own).body)["objectName"] == "x");
  const std::string secret = par["accessUri"].get<std::string>().substr(3, 43);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(s.folder.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    CHECK(text.str().find(secret) == std::string::npos);
    CHECK(entry.path().string().find(secret) == std::string::npos);
  }
  CHECK(s.Send("DELETE", own).status == 204);
  CHECK(s.Send("DELETE", own).status == 404);
  CHECK(s.Send("GET", own).status == 404);
  CHECK(s.Send("GET", par["accessUri"]).status == 404);
}

TEST_CASE("pre-authenticated requests that cannot be made") {
  Storage s;
  const std::string path = std::string(kBucketPath) + "/p";
  const json good = {{"name", "n"},
                     {"accessType", "ObjectRead"},
                     {"objectName", "x"},
                     {"timeExpires", "2026-11-21T15:00:00Z"}};
  CHECK(s.Send("POST", path, good.dump()).status == 200);
  const auto status = [&](const char* member, const json& value) {
    json body = good;
    body[member] = value;
    return s.Send("POST", path, body.dump()).status;
  };
  CHECK(status("name", "") == 400);
  CHECK(status("accessType", "Everything") == 400);
  CHECK(status("objectName", "") == 400);
  CHECK(status("timeExpires", "tomorrow") == 400);
  CHECK(status("timeExpires", "2026-11-21T14:00:00Z") == 400);
  CHECK(status("bucketListingAction", "ListObjects") == 501);
  CHECK(s.Send("POST", path, "[]").status == 400);
  CHECK(s.Send("POST", "/n/ns/b/none/p", good.dump()).status == 404);
}

TEST_CASE("an upload that was interrupted leaves no trace") {
  Storage s;
  s.Put("x", "whole");
  std::filesystem::path object;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(s.folder.path())) {
    if (entry.path().extension() == ".object") object = entry.path();
  }
  const auto leftover = object.string() + ".1.1.part";
  std::ofstream(leftover) << "{\"name\":\"eA==\",\"si";
  s.Open();
  CHECK_FALSE(std::filesystem::exists(leftover));
  CHECK(s.Get("x").body == "whole");
  CHECK(Names(s.List("")) == Strings{"x"});
}

TEST_CASE("killed at any moment: no acknowledged object is lost, none is torn") {
  for (int round = 0; round < 8; ++round) {
    Storage s;
    int channel[2];
    REQUIRE(::pipe(channel) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0;; ++i) {
        const std::string name = "o" + std::to_string(i % 7);
        if (s.Put(name, std::string(200000 + i, static_cast<char>('a' + i % 26))).status != 200)
          ::_exit(1);
        if (::write(channel[1], &i, sizeof(i)) != sizeof(i)) ::_exit(1);
      }
    }
    ::close(channel[1]);
    int last = -1;
    // Some acknowledgements later, at a moment that differs from round to round.
    for (int i = 0; i < 20 + round * 3; ++i)
      REQUIRE(::read(channel[0], &last, sizeof(last)) == sizeof(last));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (int more; ::read(channel[0], &more, sizeof(more)) == sizeof(more);) last = more;
    ::close(channel[0]);
    s.Open();
    for (int i = std::max(0, last - 6); i <= last; ++i) {
      const auto got = s.Get("o" + std::to_string(i % 7));
      REQUIRE(got.status == 200);
      const int stored = static_cast<int>(got.body.size()) - 200000;
      CHECK((stored == i || (stored == last + 1 && stored % 7 == i % 7)));
      CHECK(got.body == std::string(got.body.size(), static_cast<char>('a' + stored % 26)));
    }
  }
}

TEST_CASE("readers beside a writer see one whole version") {
  Storage s;
  s.Put("x", std::string(100000, 'a'));
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i)
      s.Put("x", std::string(static_cast<size_t>(100000 + i), static_cast<char>('a' + i % 26)));
    done = true;
  });
  int torn = 0;
  while (!done) {
    const auto got = s.Get("x");
    torn += got.status != 200 || got.body != std::string(got.body.size(), got.body.front()) ||
            Header(got, "content-md5") != oci::Base64(oci::Md5(got.body));
  }
  writer.join();
  CHECK(torn == 0);
}

}  // namespace
}  // namespace standin
