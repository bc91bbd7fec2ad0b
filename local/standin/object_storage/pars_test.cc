#include <catch2/catch_test_macros.hpp>

#include "common/rfc3339.h"
#include "local/standin/testing_storage.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Header;
using testing::kBucketPath;
using testing::Storage;

json CreatePar(Storage& s, const std::string& access, const std::string& object,
               int seconds = 3600) {
  const auto response =
      s.Send("POST", std::string(kBucketPath) + "/p",
             json{{"name", "par"},
                  {"accessType", access},
                  {"objectName", object},
                  {"timeExpires", common::Rfc3339(s.now + std::chrono::seconds(seconds))}}
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

TEST_CASE(
    "a pre-authenticated request for a prefix reads its objects as Object Storage serves them") {
  Storage s;
  const oci::HeaderList headers{{"content-type", "image/jpeg"},
                                {"cache-control", "private, max-age=86400, immutable"},
                                {"content-disposition", "attachment; filename=\"a.jpg\""}};
  REQUIRE(s.Put("in%2Fa%2Fx", "0123456789", headers).status == 200);
  const std::string base = CreatePar(s, "AnyObjectRead", "in/a/")["accessUri"];
  CHECK(base.ends_with("/n/ns/b/photos/o/"));
  for (const char* name : {"in/a/x", "in%2Fa%2Fx", "in/a%2fx"}) {
    INFO(name);
    const auto whole = s.Send("GET", base + name);
    CHECK(whole.status == 200);
    CHECK(whole.body == "0123456789");
    for (const auto& [header, value] : headers) CHECK(Header(whole, header) == value);
    const std::string etag = Header(whole, "etag");
    const auto same = s.Send("GET", base + name, "", {{"if-none-match", "\"" + etag + "\""}});
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(Header(same, "etag") == etag);
    CHECK(Header(same, "cache-control") == "private, max-age=86400, immutable");
    CHECK(s.Send("GET", base + name, "", {{"if-none-match", "other"}}).status == 200);
    const auto part = s.Send("GET", base + name, "", {{"range", "bytes=2-4"}});
    CHECK(part.status == 206);
    CHECK(part.body == "234");
    CHECK(Header(part, "content-range") == "bytes 2-4/10");
    CHECK(Header(part, "content-type") == "image/jpeg");
    const auto outside = s.Send("GET", base + name, "", {{"range", "bytes=10-"}});
    CHECK(outside.status == 416);
    CHECK(Header(outside, "content-range") == "bytes */10");
    const auto head = s.Send("HEAD", base + name);
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(Header(head, "content-length") == "10");
  }
  CHECK(Code(s.Send("GET", base + "in/a/y")) == "ObjectNotFound");
}

TEST_CASE("a pre-authenticated request for a prefix opens nothing else, whatever the path") {
  Storage s;
  for (const char* name :
       {"in%2Fa%2Fx", "in%2Fb%2Fx", "in%2Fab%2Fx", "x", "in%2Fa", "%2Fin%2Fb%2Fx"})
    REQUIRE(s.Put(name, "secret").status == 200);
  REQUIRE(s.Create("others").status == 200);
  REQUIRE(s.Send("PUT", "/n/ns/b/others/o/in%2Fa%2Fx", "secret").status == 200);
  const std::string base = CreatePar(s, "AnyObjectRead", "in/a/")["accessUri"];
  const std::string secret = base.substr(0, base.find("/n/"));
  const auto denied = s.Send("GET", "/p/none/n/ns/b/photos/o/in/a/x");
  REQUIRE(denied.status == 404);
  const auto is_denied = [&](const std::string& method, const std::string& path) {
    INFO(method << " " << path);
    const auto answer = s.Send(method, path, "body");
    CHECK(answer.status == 404);
    CHECK(answer.body == denied.body);
  };
  for (const char* name :
       {"in/b/x",      "in%2Fb%2Fx",     "in/ab/x",     "x",        "in/a",   "in",      "/in/a/x",
        "%2Fin/a/x",   "//in/a/x",       "../o/in/a/x", "./in/a/x", "IN/A/x", "in//a/x", "in/./a/x",
        "in/x/../a/x", "in%252Fa%252Fx", "in\\a\\x",    "",         "/",      "..",      "%2e%2e",
        "%00in/a/x"})
    is_denied("GET", base + name);
  // Within the prefix a name is a name: dots and slashes lead nowhere else.
  for (const char* name :
       {"in/a/../b/x", "in/a/%2e%2e/b/x", "in/a/..%2Fb%2Fx", "in/a//x", "in/a/", "in/a/%2F",
        "in/a/./x", "in/a/../../x", "in/a/%2e%2e%2f%2e%2e%2fx", "in/a/..%252Fb%252Fx"}) {
    INFO(name);
    const auto answer = s.Send("GET", base + name);
    CHECK(Code(answer) == "ObjectNotFound");
    CHECK(answer.body.find("secret") == std::string::npos);
  }
  for (const char* method : {"PUT", "POST", "DELETE", "PATCH", "OPTIONS"})
    is_denied(method, base + "in/a/x");
  for (const char* path :
       {"/n/ns/b/photos/o", "/n/ns/b/photos/o/", "/n/ns/b/photos/o?prefix=in/a/", "/n/ns/b/photos",
        "/n/ns/b/photos/", "/n/ns/b", "/n", "", "/", "/n/ns/b/photos/p", "/n/ns/b/photos/u",
        "/n/ns/b/photos/u/in/a/x", "/n/ns/b/others/o/in/a/x", "/n/other/b/photos/o/in/a/x",
        "/n/ns/b/photos//o/in/a/x", "/n/ns/b/photos/%6F/in/a/x"})
    for (const char* method : {"GET", "HEAD", "PUT", "POST", "DELETE"})
      is_denied(method, secret + path);
  CHECK(s.Get("in%2Fa%2Fx").body == "secret");
}

TEST_CASE("a pre-authenticated request ends at its time, and at once when it is deleted") {
  Storage s;
  s.Put("in%2Fx", "x");
  const auto first = CreatePar(s, "AnyObjectRead", "in/", 60);
  const auto second = CreatePar(s, "AnyObjectRead", "in/", 120);
  const auto read = [&s](const json& par) {
    return s.Send("GET", par["accessUri"].get<std::string>() + "in/x").status;
  };
  CHECK(first["accessUri"] != second["accessUri"]);
  s.now += std::chrono::seconds(59);
  CHECK(read(first) == 200);
  s.now += std::chrono::seconds(1);
  CHECK(read(first) == 404);
  CHECK(read(second) == 200);
  const std::string path = std::string(kBucketPath) + "/p/";
  CHECK(s.Send("DELETE", path + oci::PercentEncode(second["id"].get<std::string>())).status == 204);
  CHECK(read(second) == 404);
  s.Open();
  CHECK(read(second) == 404);
  // An expired one is listed until somebody deletes it.
  CHECK(json::parse(s.Send("GET", path).body).size() == 1);
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

}  // namespace
}  // namespace standin
