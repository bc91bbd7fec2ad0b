#include <catch2/catch_test_macros.hpp>

#include "common/rfc3339.h"
#include "local/standin/testing_storage.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
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
