#include "local/specification/header_rules.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

namespace {

Violations Check(const Json& transformations, Side side) {
  Violations violations;
  CheckHeaderTransformations(Node(transformations, "t", violations), side, {{"id"}, false, true});
  return violations;
}

Json Set(const std::string& name, const std::string& value = "x") {
  return {{"setHeaders", {{"items", {{{"name", name}, {"values", {value}}}}}}}};
}
Json Rename(const std::string& from, const std::string& to) {
  return {{"renameHeaders", {{"items", {{{"from", from}, {"to", to}}}}}}};
}
Json Filter(const char* type, const std::string& name) {
  return {{"filterHeaders", {{"type", type}, {"items", {{{"name", name}}}}}}};
}

bool IsRefused(const Json& transformations, Side side) {
  const auto violations = Check(transformations, side);
  return violations.size() == 1 && violations[0].rule == Rule::kProtectedHeader;
}

// Word for word: apigatewaymodifyingresponsesrequests-protectedrequestresponseheaders, 2026-09-05.
const std::vector<std::string> kOfRequests = {
    "cdn-loop",  "connection",          "content-length",    "cookie",
    "except",    "keep-alive",          "opc-request-id",    "origin",
    "te",        "proxy-authorization", "transfer-encoding", "upgrade",
    "x-real-ip", "x-forwarded-for"};
const std::vector<std::string> kOfAnswers = {"access-control-allow-credentials",
                                             "access-control-allow-headers",
                                             "access-control-allow-methods",
                                             "access-control-allow-origin",
                                             "access-control-expose-headers",
                                             "access-control-max-age",
                                             "connection",
                                             "content-length",
                                             "except",
                                             "keep-alive",
                                             "opc-request-id",
                                             "proxy-authenticate",
                                             "public-key-pins",
                                             "retry-after",
                                             "strict-transport-security",
                                             "te",
                                             "trailers",
                                             "transfer-encoding",
                                             "upgrade",
                                             "x-content-type-options",
                                             "x-frame-options",
                                             "x-xss-protection"};

std::string UpperCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

TEST_CASE("no transformation touches a protected header, whatever its case") {
  for (const auto& [names, side] :
       {std::pair(kOfRequests, Side::kRequest), std::pair(kOfAnswers, Side::kResponse)}) {
    for (const auto& name : names) {
      INFO(name);
      for (const auto& spelled : {name, UpperCase(name)}) {
        CHECK(IsRefused(Set(spelled), side));
        CHECK(IsRefused(Rename(spelled, "X-Free"), side));
        CHECK(IsRefused(Rename("X-Free", spelled), side));
        CHECK(IsRefused(Filter("BLOCK", spelled), side));
        CHECK(Check(Filter("ALLOW", spelled), side).empty());
      }
    }
  }
}

TEST_CASE("what is protected on one side alone is free on the other; others are free on both") {
  CHECK(Check(Set("Cookie"), Side::kResponse).empty());
  CHECK(Check(Set("X-Frame-Options"), Side::kRequest).empty());
  for (const char* name :
       {"Authorization", "Accept", "Content-Type", "Cache-Control", "Content-Security-Policy",
        "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"}) {
    CHECK(Check(Set(name), Side::kRequest).empty());
    CHECK(Check(Set(name), Side::kResponse).empty());
  }
}

TEST_CASE("a header may be in one transformation only; a list of allowed headers does not count") {
  const auto both = [](Json a, const Json& b) {
    a.update(b);
    return a;
  };
  const auto is_twice = [](const Json& transformations) {
    const auto violations = Check(transformations, Side::kRequest);
    return violations.size() == 1 && violations[0].rule == Rule::kNameTwice;
  };
  CHECK(is_twice(both(Set("X-A"), Filter("BLOCK", "x-a"))));
  CHECK(is_twice(both(Set("X-A"), Rename("x-a", "X-B"))));
  CHECK(is_twice(both(Set("X-A"), Rename("X-B", "x-A"))));
  CHECK(is_twice(both(Filter("BLOCK", "X-A"), Rename("X-A", "X-B"))));
  CHECK(is_twice(Rename("X-A", "x-a")));
  Json twice = Set("X-A");
  twice["setHeaders"]["items"].push_back(twice["setHeaders"]["items"][0]);
  CHECK(is_twice(twice));
  CHECK(Check(both(Set("X-A"), Filter("ALLOW", "X-A")), Side::kRequest).empty());
}

TEST_CASE("names are tokens, values are what a header may hold") {
  for (const char* name : {"", "a b", "a:b", "a\n", "\xc3\xa9", "(a)", "a/b", "{a}", "a@b"}) {
    const auto violations = Check(Set(name), Side::kRequest);
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].rule == Rule::kHeaderName);
  }
  CHECK(Check(Set("!#$%&'*+-.^_`|~09aZ"), Side::kRequest).empty());
  for (const char* value : {"a\rb", "a\nb", "\x01", "\x7f", "\xc3\xa9"}) {
    const auto violations = Check(Set("X-A", value), Side::kRequest);
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].rule == Rule::kHeaderValue);
  }
  CHECK(Check(Set("X-A", "a\tb ~ ${request.path[id]}"), Side::kRequest).empty());
  CHECK(Check(Set("X-A", ""), Side::kRequest).empty());
}

TEST_CASE("a query's filter has at most 50 names") {
  Json filter = {{"filterQueryParameters", {{"type", "BLOCK"}, {"items", Json::array()}}}};
  const auto check = [&filter] {
    Violations violations;
    CheckQueryTransformations(Node(filter, "q", violations));
    return Lines(violations, "\n");
  };
  for (int i = 0; i < 50; ++i)
    filter["filterQueryParameters"]["items"].push_back({{"name", std::to_string(i)}});
  CHECK(check() == "");
  filter["filterQueryParameters"]["items"].push_back({{"name", "last"}});
  CHECK(check() ==
        "q.filterQueryParameters.items: has 51 items; at most 50 are allowed (transformations)");
}
