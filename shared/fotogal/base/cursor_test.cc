#include "fotogal/base/cursor.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

namespace {

const std::string kKey = "0123456789abcdef0123456789abcdef";

bool Opens(const std::string& key, const std::string& list, const std::string& cursor) {
  const auto opened = OpenCursor(key, list, cursor);
  if (!opened.ok()) CHECK(opened.error().code == "bad_cursor");
  return opened.ok();
}

}  // namespace

TEST_CASE("a cursor opens for its own list and key only") {
  const auto cursor = SealCursor(kKey, "feed:1", {17, 4});
  REQUIRE(Opens(kKey, "feed:1", cursor));
  CHECK(*OpenCursor(kKey, "feed:1", cursor) == nlohmann::json{17, 4});
  CHECK_FALSE(Opens(kKey, "feed:2", cursor));
  CHECK_FALSE(Opens("another key of enough length", "feed:1", cursor));
}

TEST_CASE("a cursor changed anywhere does not open") {
  const auto cursor = SealCursor(kKey, "feed:1", 99);
  for (size_t i = 0; i < cursor.size(); ++i) {
    std::string changed = cursor;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(Opens(kKey, "feed:1", changed));
  }
  CHECK_FALSE(Opens(kKey, "feed:1", ""));
  CHECK_FALSE(Opens(kKey, "feed:1", cursor + "A"));
  CHECK_FALSE(Opens(kKey, "feed:1", cursor.substr(1)));
  CHECK_FALSE(Opens(kKey, "feed:1", std::string(5000, 'A')));
  CHECK_FALSE(Opens(kKey, "feed:1", "%%%"));
}

// api-gateway/openapi.yaml promises it: with more, a request's head could be too long for a
// gateway.
TEST_CASE("the longest cursors that are made are taken back, and have at most 4,096 characters") {
  // A search: a folded prefix and a term of 40 bytes each, all of which JSON escapes.
  const std::string term(40, '"');
  const auto search = SealCursor(kKey, "search:" + term, {term, std::int64_t{1} << 62});
  CHECK(search.size() < 400);
  // Followers: where the tables' service said to go on.
  const std::string token(2990, 'A');
  const auto followers = SealCursor(kKey, "followers:zzzzzzzzzzz", token);
  CHECK(followers.size() <= 4096);
  CHECK(OpenCursor(kKey, "followers:zzzzzzzzzzz", followers).value() == token);
}
