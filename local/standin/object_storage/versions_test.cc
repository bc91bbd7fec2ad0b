// ListObjectVersions, and objects that are asked for by their version.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "local/standin/testing_storage.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Header;
using testing::kBucketPath;

struct Versions : testing::Storage {
  Versions() { REQUIRE(Send("POST", kBucketPath, R"({"versioning":"Enabled"})").status == 200); }
  Response List(const std::string& query = "") {
    return Send("GET", std::string(kBucketPath) + "/objectversions" + query);
  }
  json Items(const std::string& query = "") { return json::parse(List(query).body)["items"]; }
  std::string At(const std::string& name, const std::string& version) {
    return std::string(kBucketPath) + "/o/" + name + "?versionId=" + version;
  }
};

TEST_CASE("versions are listed as Oracle's service does") {
  Versions s;
  const auto version = Header(s.Put("x", "bytes"), "version-id");
  CHECK(s.Items() == json::array({{{"name", "x"},
                                   {"timeModified", "2026-11-21T14:00:00.000Z"},
                                   {"versionId", version},
                                   {"isDeleteMarker", false}}}));
  const json all = s.Items(
      "?fields=name,size,etag,md5,timeCreated,timeModified,storageTier,"
      "archivalState")[0];
  CHECK(all["size"] == 5);
  CHECK(all["etag"] == version);
  CHECK(all["storageTier"] == "Standard");
  CHECK(all["md5"] == oci::Base64(oci::Md5("bytes")));
  const auto deleted = s.Send("DELETE", std::string(kBucketPath) + "/o/x");
  CHECK(Header(deleted, "is-delete-marker") == "true");
  const json items = s.Items("?fields=size");
  REQUIRE(items.size() == 2);
  CHECK(items[0]["isDeleteMarker"] == true);
  CHECK(items[0]["versionId"] == Header(deleted, "version-id"));
  CHECK_FALSE(items[0].contains("size"));
  CHECK(items[1]["versionId"] == version);
  CHECK(s.Send("GET", "/n/ns/b/none/objectversions").status == 404);
}

TEST_CASE("a version is read and deleted by its id") {
  Versions s;
  const auto first = Header(s.Put("x", "1"), "version-id");
  const auto second = Header(s.Put("x", "2"), "version-id");
  CHECK(s.Send("GET", s.At("x", first)).body == "1");
  CHECK(Header(s.Send("HEAD", s.At("x", first)), "version-id") == first);
  CHECK(s.Get("x").body == "2");
  CHECK(s.Send("GET", s.At("x", "none")).status == 404);
  const auto marker = Header(s.Send("DELETE", std::string(kBucketPath) + "/o/x"), "version-id");
  CHECK(s.Send("GET", s.At("x", marker)).status == 404);
  const auto recovered = s.Send("DELETE", s.At("x", marker));
  CHECK(recovered.status == 204);
  CHECK(Header(recovered, "is-delete-marker") == "true");
  CHECK(Header(recovered, "version-id") == marker);
  CHECK(s.Get("x").body == "2");
  CHECK(Header(s.Send("DELETE", s.At("x", second)), "is-delete-marker") == "false");
  CHECK(s.Get("x").body == "1");
  CHECK(s.Send("DELETE", s.At("x", second)).status == 404);
  CHECK(s.Send("DELETE", kBucketPath).status == 409);
  CHECK(s.Send("DELETE", s.At("x", first)).status == 204);
  CHECK(s.Send("DELETE", kBucketPath).status == 204);
}

TEST_CASE("a list of versions comes in pages, also within one name") {
  Versions s;
  for (int i = 0; i < 3; ++i) s.Put("x", std::to_string(i));
  s.Put("y", "y");
  std::string seen, page;
  int pages = 0;
  do {
    const auto list = s.List("?limit=1" + (page.empty() ? "" : "&page=" + page));
    const json body = json::parse(list.body);
    for (const json& item : body["items"])
      seen += s.Send("GET", s.At(item["name"], item["versionId"])).body;
    page = Header(list, "opc-next-page");
  } while (!page.empty() && ++pages < 10);
  CHECK(seen == "210y");
  CHECK(s.List("?page=%2A").status == 400);
  // The version with which a page begins may have been deleted.
  const auto next = Header(s.List("?limit=3"), "opc-next-page");
  const json y = s.Items("?prefix=y")[0];
  CHECK(s.Send("DELETE", s.At("y", y["versionId"])).status == 204);
  CHECK(s.Items("?page=" + next).empty());
}

TEST_CASE("versions are narrowed by prefix and grouped by the delimiter") {
  Versions s;
  for (const char* name : {"a/1", "a/2", "b"}) s.Put(name, "x");
  s.Put("a/1", "y");
  CHECK(s.Items("?prefix=a/").size() == 3);
  const json grouped = json::parse(s.List("?delimiter=/").body);
  CHECK(grouped["prefixes"] == json::array({"a/"}));
  CHECK(grouped["items"].size() == 1);
  CHECK(s.Items("?startAfter=a/1").size() == 2);
  CHECK(s.Items("?end=b").size() == 3);
  CHECK(s.List("?limit=0").status == 400);
}

TEST_CASE("a bucket without versioning lists what it has") {
  testing::Storage s;
  s.Put("x", "1");
  s.Put("x", "2");
  const auto list = s.Send("GET", std::string(kBucketPath) + "/objectversions");
  CHECK(json::parse(list.body)["items"].size() == 1);
  const auto deleted = s.Send("DELETE", std::string(kBucketPath) + "/o/x");
  CHECK(Header(deleted, "is-delete-marker").empty());
}

// The child puts and deletes "x" in turns: steps 0, 2, 4... put the number of the step.
TEST_CASE("killed at any moment: each acknowledged version is there, once") {
  for (int round = 0; round < 6; ++round) {
    Versions s;
    int channel[2];
    REQUIRE(::pipe(channel) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0;; ++i) {
        const int status = i % 2 == 0 ? s.Put("x", std::to_string(i)).status
                                      : s.Send("DELETE", std::string(kBucketPath) + "/o/x").status;
        if (status >= 300 || ::write(channel[1], &i, sizeof(i)) != sizeof(i)) ::_exit(1);
      }
    }
    ::close(channel[1]);
    int last = -1;
    for (int i = 0; i < 10 + round; ++i)
      REQUIRE(::read(channel[0], &last, sizeof(last)) == sizeof(last));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (int more; ::read(channel[0], &more, sizeof(more)) == sizeof(more);) last = more;
    ::close(channel[0]);
    s.Open();
    const json items = s.Items("?limit=1000");
    const int steps = static_cast<int>(items.size());
    CHECK((steps == last + 1 || steps == last + 2));  // the last step may have had no answer
    for (int i = 0; i < steps; ++i) {
      const json& item = items[static_cast<size_t>(steps - 1 - i)];
      REQUIRE(item["isDeleteMarker"] == (i % 2 == 1));
      if (i % 2 == 0) CHECK(s.Send("GET", s.At("x", item["versionId"])).body == std::to_string(i));
    }
    CHECK((s.Get("x").status == 200) == (steps % 2 == 1));
  }
}

TEST_CASE("who has no signature asks for no version") {
  Versions s;
  s.Send("POST", "/n/ns/b", R"({"name":"open","publicAccessType":"ObjectReadWithoutList"})");
  s.Send("PUT", "/n/ns/b/open/o/x", "1");
  const auto asked = s.storage->HandleAnonymous({"GET", "/n/ns/b/open/o/x", "versionId=1", {}, ""});
  CHECK(asked->status == 501);
  CHECK(s.Send("PUT", s.At("x", "1"), "bytes").status == 501);
}

}  // namespace
}  // namespace standin
