#include "oci/connection_pool.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing_server.h"

namespace oci {
namespace {

using testing::kLong;

struct Pooled {
  RequestWatch::TimePoint now{};
  ConnectionPool pool{[this] { return now; }};
  testing::Server server{[](testing::Connection& peer, int) { peer.Read(); }};

  std::unique_ptr<CurlConnection> Open(const std::string& host = "127.0.0.1") {
    const HttpRequest::Waits waits;
    const std::function<bool()> never;
    const RequestWatch::Clock clock = &std::chrono::steady_clock::now;
    const RequestWatch watch(waits, kLong, never, clock);
    auto connection = pool.TakeClosed();
    REQUIRE(connection->origin().empty());
    REQUIRE(connection->Connect(server.Url("", host), "", kLong, watch) ==
            CurlConnection::Connected::kYes);
    return connection;
  }
};

TEST_CASE("pool: the one that was used last comes first, and only of the same origin") {
  Pooled pooled;
  auto& pool = pooled.pool;
  const std::string origin = pooled.server.Url("");
  CHECK(pool.TakeOpen(origin) == nullptr);
  auto first = pooled.Open(), second = pooled.Open(), other = pooled.Open("localhost");
  const auto* const one = first.get();
  const auto* const two = second.get();
  pool.Keep(std::move(first));
  pool.Keep(std::move(second));
  pool.Keep(std::move(other));
  auto taken = pool.TakeOpen(origin);
  CHECK(taken.get() == two);
  auto next = pool.TakeOpen(origin);
  CHECK(next.get() == one);
  CHECK(pool.TakeOpen(origin) == nullptr);
  CHECK(pool.TakeOpen(pooled.server.Url("", "localhost")) != nullptr);
}

TEST_CASE("pool: a connection that was idle too long is closed, and serves for a new one") {
  Pooled pooled;
  const std::string origin = pooled.server.Url("");
  auto connection = pooled.Open();
  const auto* const made = connection.get();
  pooled.pool.Keep(std::move(connection));
  pooled.now += ConnectionPool::kLongestIdle;
  connection = pooled.pool.TakeOpen(origin);
  REQUIRE(connection.get() == made);
  pooled.pool.Keep(std::move(connection));
  pooled.now += ConnectionPool::kLongestIdle + std::chrono::milliseconds(1);
  CHECK(pooled.pool.TakeOpen(origin) == nullptr);
  CHECK(pooled.pool.TakeClosed().get() == made);
}

TEST_CASE("pool: keeps a limited number, and closes those that were used longest ago") {
  Pooled pooled;
  const std::string origin = pooled.server.Url("");
  std::vector<std::unique_ptr<CurlConnection>> all;
  for (size_t i = 0; i < ConnectionPool::kMostIdle + 3; ++i) all.push_back(pooled.Open());
  const auto* const last = all.back().get();
  for (auto& connection : all) pooled.pool.Keep(std::move(connection));
  CHECK(pooled.pool.TakeOpen(origin).get() == last);
  size_t left = 1;
  while (pooled.pool.TakeOpen(origin) != nullptr) ++left;
  CHECK(left == ConnectionPool::kMostIdle);
}

}  // namespace
}  // namespace oci
