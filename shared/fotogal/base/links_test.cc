#include "fotogal/base/links.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal::text;

namespace {

std::optional<Link> LinkIn(std::string_view text, size_t at) { return LinkAt(*PointsOf(text), at); }

}  // namespace

TEST_CASE("a link is found where it begins, and nowhere else") {
  const auto link = LinkIn("até https://exemplo.com/é.", 4);
  REQUIRE(link);
  CHECK(link->address == "https://exemplo.com/é");
  CHECK(link->end == 25);
  CHECK(!LinkIn("até https://exemplo.com/é.", 3));
  CHECK(!LinkIn("até https://exemplo.com/é.", 5));
  CHECK(!LinkIn("", 0));
}

TEST_CASE("a bare domain gets a scheme where its ending leaves no doubt") {
  CHECK(LinkIn("exemplo.com", 0)->address == "https://exemplo.com");
  CHECK(LinkIn("exemplo.com.br:8080/x", 0)->address == "https://exemplo.com.br:8080/x");
  CHECK(LinkIn("www.exemplo.pt", 0)->address == "https://www.exemplo.pt");
  CHECK(!LinkIn("exemplo.pt", 0));
  CHECK(!LinkIn("exemplo.foo", 0));
  CHECK(!LinkIn("exemplo.comum", 0));
}

TEST_CASE("a port has digits") {
  CHECK(LinkIn("http://exemplo.com:80", 0)->end == 21);
  CHECK(LinkIn("http://exemplo.com: 80", 0)->end == 18);
}
