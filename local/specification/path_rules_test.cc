#include "local/specification/path_rules.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

namespace {

// The rules that a path breaks.
std::string Broken(const std::string& path, std::set<std::string>* names = nullptr) {
  Violations violations;
  const Json json = path;
  const auto found = CheckRoutePath(Node(json, "p", violations));
  if (names != nullptr) *names = found;
  std::string broken;
  for (const auto& violation : violations)
    broken += (broken.empty() ? "" : " ") + std::string(RuleName(violation.rule));
  return broken;
}

std::string BrokenPrefix(const std::string& prefix) {
  Violations violations;
  const Json json = prefix;
  CheckPathPrefix(Node(json, "pathPrefix", violations));
  return Lines(violations, "\n");
}

}  // namespace

TEST_CASE("paths that the documentation allows") {
  for (const char* path : {"/", "/a", "/a/", "/a/b.c", "/$-_.+!*'(),%;:@&=", "/{a}", "/{a}/{b_2*}",
                           "/{a*}", "/a/{B}/"})
    CHECK(Broken(path) == "");
  std::set<std::string> names;
  CHECK(Broken("/x/{one}/y/{two*}", &names) == "");
  CHECK(names == std::set<std::string>{"one", "two"});
}

TEST_CASE("paths that the documentation does not allow") {
  for (const char* path :
       {"", "a", "//", "/a//b", "/a b", "/a?b", "/a#b", "/\xc3\xa9", "/a\"b", "/~a"})
    CHECK(Broken(path) == "route-path");
  for (const char* path : {"/@{name}", "/{name}.json", "/{}", "/{*}", "/{a-b}", "/{a b}", "/{a",
                           "/a}", "/{a}{b}", "/{a**}", "/{a*b}", "/{{a}}"})
    CHECK(Broken(path) == "path-parameter");
  CHECK(Broken("/{a*}/b") == "wildcard-last");
  CHECK(Broken("/{a*}/") == "wildcard-last");
  CHECK(Broken("/{a}/{b}/{a}") == "parameter-twice");
  CHECK(Broken("/{a}/{a*}") == "parameter-twice");
  CHECK(Broken("/" + std::string(1999, 'a')) == "");
  CHECK(Broken("/" + std::string(2000, 'a')) == "route-length");
}

TEST_CASE("paths that match the same are of one shape") {
  CHECK(PathShape("/a/{x}/b") == PathShape("/a/{y}/b"));
  CHECK(PathShape("/a/{x*}") == PathShape("/a/{y*}"));
  CHECK(PathShape("/a/{x}") != PathShape("/a/{x*}"));
  CHECK(PathShape("/a/{x}") != PathShape("/a/x"));
  CHECK(PathShape("/a") != PathShape("/a/"));
}

TEST_CASE("a deployment's prefix") {
  for (const std::string& prefix :
       {std::string("/"), std::string("/photos"), std::string("/a/b"), "/" + std::string(254, 'a')})
    CHECK(BrokenPrefix(prefix) == "");
  for (const std::string prefix : {"", "photos", "/a/", "/a//b", "/{a}", "/a b", "//"})
    CHECK(BrokenPrefix(prefix).starts_with("pathPrefix: is \"" + prefix + "\"; it begins with /"));
  CHECK(BrokenPrefix("/" + std::string(255, 'a')) ==
        "pathPrefix: has 256 characters; at most 255 are allowed (path-prefix)");
}
