#include "local/gateway/selection.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;

namespace {

PlainBackend Named(const std::string& name) { return FunctionBackend{name}; }

// The function that a request goes to whose "kind" has this value; "": none.
std::string Chosen(const Backend& backend, const std::string& kind) {
  const local::Request request{};
  const RequestContext context{request, {{"kind", kind}}, {}};
  const PlainBackend* chosen = SelectBackend(backend, context);
  return chosen == nullptr ? "" : std::get<FunctionBackend>(*chosen).function_id;
}

DynamicBackend Rules(bool has_default) {
  return {"request.path[kind]",
          {{{}, "p/+", false, Named("photos")},
           {{}, "p/*", false, Named("all of p")},
           {{}, "*.svg", false, Named("drawings")},
           {{"search", "@x"}, "", false, Named("pages")},
           {{}, "@*", false, Named("profiles")},
           {{}, "", has_default, Named("others")}}};
}

}  // namespace

TEST_CASE(
    "values come first whatever their case, then wildcards in their order, then the default") {
  const Backend backend = Rules(true);
  CHECK(Chosen(backend, "search") == "pages");
  CHECK(Chosen(backend, "SEARCH") == "pages");
  CHECK(Chosen(backend, "search/") == "others");
  CHECK(Chosen(backend, "@x") == "pages");
  CHECK(Chosen(backend, "@y") == "profiles");
  CHECK(Chosen(backend, "@") == "profiles");
  CHECK(Chosen(backend, "p/1") == "photos");
  CHECK(Chosen(backend, "p/") == "all of p");
  CHECK(Chosen(backend, "P/1") == "others");
  CHECK(Chosen(backend, "a.svg") == "drawings");
  CHECK(Chosen(backend, ".svg") == "drawings");
  CHECK(Chosen(backend, "svg") == "others");
  CHECK(Chosen(backend, "") == "others");
}

TEST_CASE("without a default, what fits no rule has no back end; a plain one needs no rule") {
  CHECK(Chosen(Rules(false), "other") == "");
  CHECK(Chosen(Named("plain"), "other") == "plain");
}
