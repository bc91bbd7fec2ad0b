#include "operate/provision/publish_web.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "local/standin/testing.h"

using namespace operate;
using Fault = standin::InProcessTransport::Fault;

namespace {

constexpr const char* kList = R"([
  {"name": "assets/a.js", "file": "a.js.gz", "content_type": "text/javascript",
   "cache_control": "public, max-age=31536000, immutable", "content_encoding": "gzip"},
  {"name": "index.html", "file": "index.html", "content_type": "text/html; charset=utf-8",
   "cache_control": "no-cache"}])";

// A tenancy with photos in it, and a client that has been built.
struct Tenancy : standin::testing::CloudBench {
  standin::testing::Folder folder;
  std::shared_ptr<oci::Requester> requester;
  std::vector<std::string> made;

  Tenancy() {
    requester = NewRequester();
    Write("publish.json", kList);
    Write("a.js.gz", "zipped");
    Write("index.html", "<!doctype html>");
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(std::filesystem::path(folder.path()) / name, std::ios::binary) << text;
  }
  oci::Status Publish() {
    made.clear();
    oci::object_storage::Client objects(requester, {"http://h", standin::kNamespace, "pages"});
    auto call = NewCall();
    return PublishWeb(call, {objects, standin::kCompartmentId, folder.path(),
                             [this](const std::string& what) { made.push_back(what); }});
  }
  // As the gateway asks, which has no key.
  oci::HttpResponse Fetch(const std::string& method, const std::string& name) {
    return cloud->Handle(
        {method, std::string("/n/") + standin::kNamespace + "/b/pages/o/" + name, "", {}, ""});
  }
};

}  // namespace

TEST_CASE("what was built is there for everybody, with its type, its caching and its encoding") {
  Tenancy tenancy;
  REQUIRE(tenancy.Publish().ok());
  CHECK(tenancy.made.size() == 2);
  const auto script = tenancy.Fetch("GET", "assets/a.js");
  CHECK(script.status == 200);
  CHECK(script.body == "zipped");
  CHECK(oci::FindHeader(script.headers, "content-type") == "text/javascript");
  CHECK(oci::FindHeader(script.headers, "content-encoding") == "gzip");
  CHECK(oci::FindHeader(script.headers, "cache-control") == "public, max-age=31536000, immutable");
  const auto page = tenancy.Fetch("GET", "index.html");
  CHECK(page.body == "<!doctype html>");
  CHECK(oci::FindHeader(page.headers, "cache-control") == "no-cache");
  CHECK(oci::FindHeader(page.headers, "content-encoding").empty());
}

TEST_CASE("nobody writes, removes or lists there without a key") {
  Tenancy tenancy;
  REQUIRE(tenancy.Publish().ok());
  CHECK(tenancy.Fetch("PUT", "index.html").status == 401);
  CHECK(tenancy.Fetch("DELETE", "index.html").status == 401);
  CHECK(tenancy.Fetch("GET", "").status == 401);
  CHECK(tenancy.Fetch("GET", "missing").status == 404);
  CHECK(tenancy.Fetch("HEAD", "index.html").status == 200);
}

TEST_CASE("publishing again writes what has changed alone, and what older pages name stays") {
  Tenancy tenancy;
  REQUIRE(tenancy.Publish().ok());
  REQUIRE(tenancy.Publish().ok());
  CHECK(tenancy.made.empty());
  tenancy.Write("b.js.gz", "newer");
  tenancy.Write("index.html", "<!doctype html>2");
  std::string list = kList;
  for (size_t at; (at = list.find("a.js")) != std::string::npos;) list.replace(at, 4, "b.js");
  tenancy.Write("publish.json", list);
  REQUIRE(tenancy.Publish().ok());
  CHECK(tenancy.made == std::vector<std::string>{"web client, 2 files"});
  CHECK(tenancy.Fetch("GET", "index.html").body == "<!doctype html>2");
  CHECK(tenancy.Fetch("GET", "assets/b.js").body == "newer");
  CHECK(tenancy.Fetch("GET", "assets/a.js").body == "zipped");
}

TEST_CASE("cut off at any request, no page names what is not there, and the next run finishes") {
  for (const Fault fault : {Fault::kNotReached, Fault::kLostAnswer}) {
    int cuts = 0;
    for (int n = 1;; ++n) {
      INFO("cut at request " << n);
      Tenancy tenancy;
      tenancy.transport->FailFrom(n, fault);
      const bool done = tenancy.Publish().ok();
      tenancy.transport->Recover();
      if (tenancy.Fetch("GET", "index.html").status == 200)
        CHECK(tenancy.Fetch("GET", "assets/a.js").status == 200);
      if (done) break;
      ++cuts;
      CHECK(tenancy.Publish().ok());
      CHECK(tenancy.Fetch("GET", "index.html").status == 200);
    }
    CHECK(cuts > 3);
  }
}

TEST_CASE("a list that is missing or broken, or a file that is, is named") {
  Tenancy tenancy;
  std::filesystem::remove(std::filesystem::path(tenancy.folder.path()) / "a.js.gz");
  CHECK(tenancy.Publish().error().message.find("a.js.gz") != std::string::npos);
  tenancy.Write("publish.json", "{");
  CHECK(tenancy.Publish().error().message.find("publish.json") != std::string::npos);
}
