#include "fotogal/counters/idempotency.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::World {
  // The id and the op, or the problem's code.
  std::string Ask(UserId user, const std::string& key, const std::string& content, int days = 1) {
    auto call = cloud.NewCall();
    const auto identity = IdentityFor({cloud.services(), call}, user, key, content, days);
    cloud.now += std::chrono::milliseconds(1);
    if (!identity.ok()) return identity.error().code;
    return ToBase36(identity->id) + " " + std::to_string(identity->op.value());
  }
};

}  // namespace

TEST_CASE("one key, one identity; another person, key or no key makes another") {
  Bench bench;
  const auto first = bench.Ask(7, "key", "content");
  CHECK(bench.Ask(7, "key", "content") == first);
  const struct {
    UserId user;
    std::string key, content;
  } others[] = {{8, "key", "content"},
                {7, "Key", "content"},
                {7, "key ", "content"},
                {7, std::string("key\0", 4), "content"},
                {7, std::string(5000, 'k'), "content"},
                {7, "' OR 1 = 1; \xF0\x9F\x98\x80", "content"},
                {7, "", "content"},
                {7, "", "content"}};
  std::set<std::string> seen = {first};
  for (const auto& [user, key, content] : others) {
    INFO(user << " " << key);
    CHECK(seen.insert(bench.Ask(user, key, content)).second);
  }
  CHECK(bench.cloud.Rows(schema::kIdempotency).size() == 7);  // no key leaves no row
}

TEST_CASE("a key is refused for other content, and still opens its own") {
  Bench bench;
  const auto first = bench.Ask(7, "key", "content");
  for (const auto& other : {std::string(), std::string("Content"), std::string("content\0", 8)})
    CHECK(bench.Ask(7, "key", other) == "idempotency_key_reused");
  CHECK(bench.Ask(7, "key", "content") == first);
}

TEST_CASE("neither key nor content is kept in clear") {
  Bench bench;
  bench.Ask(7, "a secret key", "a secret content");
  const auto rows = bench.cloud.Rows(schema::kIdempotency);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].dump().find("secret") == std::string::npos);
}

TEST_CASE("a key is remembered for its days, and then forgotten") {
  Bench bench;
  const auto first = bench.Ask(7, "key", "content", 2);
  bench.cloud.now += std::chrono::hours(47);
  CHECK(bench.Ask(7, "key", "content", 2) == first);
  bench.cloud.now += std::chrono::hours(48);
  const auto second = bench.Ask(7, "key", "other", 2);
  CHECK(second != first);
  CHECK(second != "idempotency_key_reused");
}

TEST_CASE("whatever is lost, the next call finds what the first one fixed") {
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    bench.cloud.transport().FailFrom(1, fault);
    CHECK(bench.Ask(7, "key", "content") == "temporarily_unavailable");
    bench.cloud.transport().Recover();
    const auto rows = bench.cloud.Rows(schema::kIdempotency);
    CHECK(rows.size() == (fault == Fault::kLostAnswer ? 1 : 0));
    const auto found = bench.Ask(7, "key", "content");
    if (!rows.empty()) CHECK(found.ends_with(" " + rows[0].at("op").dump()));
    CHECK(bench.Ask(7, "key", "content") == found);
  }
}

TEST_CASE("two identities at once are those that each key has alone") {
  Bench bench;
  const auto both = [&](const std::string& one, const std::string& other) {
    auto call = bench.cloud.NewCall();
    return IdentitiesFor({bench.cloud.services(), call}, 7, {one, other}, 1);
  };
  const auto first = both("a", "b");
  REQUIRE(first.ok());
  CHECK(first->first.id != first->second.id);
  const auto again = both("b", "c");
  REQUIRE(again.ok());
  CHECK(again->first.id == first->second.id);
  CHECK(again->first.op == first->second.op);
  CHECK(bench.Ask(7, "a", "") ==
        ToBase36(first->first.id) + " " + std::to_string(first->first.op.value()));
  CHECK(bench.Ask(7, "d", "something") != "idempotency_key_reused");
  const auto reused = both("d", "e");
  REQUIRE_FALSE(reused.ok());
  CHECK(reused.error().code == "idempotency_key_reused");
}

TEST_CASE("two identities of which an answer was lost are those that were stored") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  bench.cloud.transport().FailRequest(1, Fault::kLostAnswer);
  const auto both = IdentitiesFor({bench.cloud.services(), call}, 7, {"a", "b"}, 1);
  REQUIRE(both.ok());
  CHECK(bench.Ask(7, "a", "") ==
        ToBase36(both->first.id) + " " + std::to_string(both->first.op.value()));
  CHECK(bench.Ask(7, "b", "") ==
        ToBase36(both->second.id) + " " + std::to_string(both->second.op.value()));
}

TEST_CASE("the contents of several keys are decided at once, each by its first call") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const auto none = FindContents(context, 7, {"a", "b"}, "one").value();
  CHECK((none == std::vector<std::optional<bool>>{std::nullopt, std::nullopt}));
  for (int i = 0; i < 2; ++i)
    CHECK((FixContents(context, 7, {"a", "b"}, "one", 1).value() == std::vector<bool>{true, true}));
  CHECK((FixContents(context, 7, {"c", "b"}, "two", 1).value() == std::vector<bool>{true, false}));
  CHECK((FindContents(context, 7, {"a", "b", "c", "d"}, "one").value() ==
         std::vector<std::optional<bool>>{true, true, false, std::nullopt}));
  CHECK((FixContents(context, 8, {"a"}, "two", 1).value() == std::vector<bool>{true}));
}
