#include "local/standin/object_storage/service.h"

#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <thread>

#include "common/files.h"
#include "common/rfc3339.h"
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
  CHECK(s.Send("POST", "/n/ns/b/open", R"({"autoTiering":5,"kmsKeyId":"k"})").status == 501);
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

TEST_CASE("what is not supported is refused by name and changes nothing") {
  Storage s;
  s.Put("x", "1");
  CHECK(s.Put("x", "2", {{"storage-tier", "Archive"}}).status == 501);
  CHECK(s.Put("x", "2", {{"opc-checksum-algorithm", "CRC32C"}}).status == 501);
  CHECK(s.Put("x", "2", {{"opc-sse-customer-key", "k"}}).status == 501);
  CHECK(s.Send("PUT", std::string(kBucketPath) + "/u", "").status == 501);
  CHECK(s.Send("POST", std::string(kBucketPath) + "/actions/reencrypt", "{}").status == 501);
  CHECK(s.Send("GET", std::string(kBucketPath) + "/o/x?other=1").status == 501);
  CHECK(s.Send("PUT", kBucketPath, "{}").status == 501);
  CHECK(s.Send("GET", "/n/ns").status == 501);
  CHECK(s.Get("x").body == "1");
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
