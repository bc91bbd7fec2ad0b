#include "local/running/manifest.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <set>

using namespace local;

namespace {

// A file that goes with the test.
struct Document {
  explicit Document(const std::string& text) {
    char pattern[] = "/tmp/manifest-test-XXXXXX";
    close(mkstemp(pattern));
    path = pattern;
    std::ofstream(path) << text;
  }
  ~Document() { std::filesystem::remove(path); }
  std::string path;
};

std::string Refusal(const std::string& path) {
  const auto functions = ReadManifest({});
  REQUIRE(functions.ok());
  const auto specification = ReadSpecification(path, "http://h", *functions);
  return specification.ok() ? "" : specification.error().message;
}

}  // namespace

TEST_CASE(
    "every function of the manifest has an executable, limits that OCI knows and the config") {
  const auto functions = ReadManifest({{"A", "b"}});
  REQUIRE(functions.ok());
  std::set<std::string> names;
  for (const auto& function : *functions) {
    INFO(function.name);
    CHECK(names.insert(function.name).second);
    CHECK(function.id == FunctionId(function.name));
    CHECK(function.id.starts_with("ocid1.fnfunc."));
    CHECK(std::filesystem::exists(function.executable));
    CHECK(function.config == std::map<std::string, std::string>{{"A", "b"}});
    CHECK(std::set<int>{128, 256, 512, 1024, 2048, 3072}.contains(function.memory_mb));
    CHECK(function.timeout.count() >= 1);
    CHECK(function.timeout.count() <= 300);
  }
  for (const char* name : {"authorize", "signup", "upload", "fanout"}) CHECK(names.contains(name));
}

TEST_CASE("the deployed specification is filled: every function it names exists") {
  const auto functions = ReadManifest({});
  REQUIRE(functions.ok());
  std::set<std::string> ids;
  for (const auto& function : *functions) ids.insert(function.id);
  const auto specification = ReadSpecification(DefaultSpecification(), "http://store", *functions);
  REQUIRE(specification.ok());
  CHECK(ids.contains(specification->authentication->function_id));
  int stores = 0, pages = 0;
  for (const auto& route : specification->routes) {
    INFO(route.path);
    for (const auto* backend : AllBackends(route)) {
      if (const auto* function = std::get_if<FunctionBackend>(backend))
        CHECK(ids.contains(function->function_id));
      if (const auto* http = std::get_if<HttpBackend>(backend)) {
        const bool page = http->url.starts_with("http://store/n/fotogallocal/b/fotogal-web/o/");
        CHECK((page || http->url.starts_with("http://store/p/")));
        ++(page ? pages : stores);
      }
    }
  }
  CHECK(stores == 2);
  CHECK(pages == 5);
}

TEST_CASE("a specification that cannot be used says why") {
  CHECK(Refusal("/nonexistent").find("/nonexistent") != std::string::npos);
  CHECK(Refusal("/tmp").find("/tmp") != std::string::npos);
  const std::pair<std::string, std::string> documents[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"{} x", "not JSON"},
      {"[]", "must be an object"},
      {"{\"routes\": [], \"routs\": 1}", "routs"},
      {R"({"routes": [{"path": "/", "methods": ["GET"], "backend":
          {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "{{function.none}}"}}]})",
       "function.none"},
      {"{{function.fed}}", "did you mean function.feed?"},
      {"{\n\"routes\": x}", "not JSON: line 2, column 11"},
      {"{{", "}}"}};
  for (const auto& [text, reason] : documents) {
    INFO(text);
    const Document document(text);
    CHECK(Refusal(document.path).find(reason) != std::string::npos);
    CHECK(Refusal(document.path).starts_with(document.path + ": "));
  }
}

TEST_CASE("one address may make 200 requests a second of a deployment") {
  const auto functions = ReadManifest({});
  REQUIRE(functions.ok());
  const auto specification = ReadSpecification(DefaultSpecification(), "http://store", *functions);
  REQUIRE(specification.ok());
  REQUIRE(specification->rate_limiting);
  CHECK(specification->rate_limiting->key == RateLimiting::Key::kClientIp);
  CHECK(specification->rate_limiting->per_second == 200);
}
