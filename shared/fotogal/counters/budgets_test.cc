#include "fotogal/counters/budgets.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using std::chrono::hours;
using std::chrono::seconds;
using tests::Json;

namespace {

constexpr UserId kAnn = 7;

struct Bench : tests::World {
  explicit Bench(
      const std::string& budgets = "comments=3/5,uploads=3/5,upload_bytes=100/150,signups=3/5") {
    services.config.budgets = ReadBudgets(budgets).value();
  }
  // 0: counted; else the seconds of Retry-After.
  int Comment(UserId user = kAnn) {
    auto call = cloud.NewCall();
    return Wait(Spend({services, call}, Budget::kComments, user));
  }
  int SignUp(const std::string& address) {
    auto call = cloud.NewCall();
    return Wait(SpendFrom({services, call}, Budget::kSignUps, address));
  }
  // An upload that gives its turn back at once.
  int Upload(std::int64_t bytes, Try attempt = Try::kFirst) {
    auto call = cloud.NewCall();
    const auto turn = BeginPicture({services, call}, kAnn, bytes, attempt);
    if (turn.ok()) EndPicture({services, call}, *turn);
    return Wait(turn);
  }
  Json Row(const std::string& kind) {
    for (const auto& row : cloud.Rows(schema::kBudgets))
      if (row["kind"] == kind) return row;
    return {};
  }

  template <class T>
  static int Wait(const Outcome<T>& outcome) {
    if (outcome.ok()) return 0;
    REQUIRE(outcome.error().code == "too_many");
    REQUIRE(outcome.error().status == 429);
    CHECK_FALSE(outcome.error().detail.empty());
    return std::stoi(std::string(oci::FindHeader(outcome.error().headers, "Retry-After")));
  }
};

}  // namespace

TEST_CASE("an hour's number is let through, the next waits for the hour's end, to the second") {
  Bench bench;
  for (int i = 0; i < 3; ++i) {
    CHECK(bench.Comment() == 0);
    bench.cloud.now += seconds(10);
  }
  CHECK(bench.Comment() == 3600 - 30);
  CHECK(bench.Comment(8) == 0);                     // another's
  CHECK(bench.Row("comments")["hour_count"] == 3);  // a refusal counts nothing
  bench.cloud.now += seconds(3600 - 31);
  CHECK(bench.Comment() == 1);
  bench.cloud.now += std::chrono::milliseconds(999);
  CHECK(bench.Comment() == 1);
  bench.cloud.now += std::chrono::milliseconds(1);
  CHECK(bench.Comment() == 0);
}

TEST_CASE("a day's number holds over its hours, and ends with the day") {
  Bench bench;
  for (int i = 0; i < 3; ++i) CHECK(bench.Comment() == 0);
  bench.cloud.now += hours(1);
  for (int i = 0; i < 2; ++i) CHECK(bench.Comment() == 0);
  CHECK(bench.Comment() == 23 * 3600);
  bench.cloud.now += hours(22);
  CHECK(bench.Comment() == 3600);
  bench.cloud.now += hours(1);
  for (int i = 0; i < 3; ++i) CHECK(bench.Comment() == 0);
  CHECK(bench.Comment() == 3600);
}

TEST_CASE("calls at once never come to more than the number") {
  constexpr int kThreads = 6;
  Bench bench("comments=20/100");
  std::atomic<int> counted{0}, refused{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      auto process = bench.cloud.NewProcess([] { return nullptr; });
      process.services.config.budgets = bench.services.config.budgets;
      for (int i = 0; i < 10; ++i) {
        auto call = bench.cloud.NewCall();
        const auto spent = Spend({process.services, call}, Budget::kComments, kAnn);
        ++(spent.ok() ? counted : refused);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(counted == 20);
  CHECK(refused == kThreads * 10 - 20);
  CHECK(bench.Row("comments")["hour_count"] == 20);
}

TEST_CASE("bytes have numbers of their own; what is larger than an hour's is let through alone") {
  Bench bench("uploads=30/50,upload_bytes=100/150");
  CHECK(bench.Upload(60) == 0);
  CHECK(bench.Upload(41) == 3600);
  CHECK(bench.Upload(40) == 0);
  CHECK(bench.Upload(1) == 3600);
  bench.cloud.now += hours(1);
  CHECK(bench.Upload(50) == 0);
  CHECK(bench.Upload(1) == 23 * 3600);
  bench.cloud.now += hours(23);
  CHECK(bench.Upload(1000) == 0);
  CHECK(bench.Upload(1) == 24 * 3600);
}

TEST_CASE("who repeats what came through is let in for longer, not for ever") {
  Bench bench;
  for (int i = 0; i < 3; ++i) CHECK(bench.Upload(1) == 0);
  CHECK(bench.Upload(1) == 3600);
  for (int i = 0; i < 3; ++i) CHECK(bench.Upload(1, Try::kAgain) == 0);
  CHECK(bench.Upload(1, Try::kAgain) == 3600);
}

TEST_CASE("four pictures of one account at once; a turn is given back, or ends with its call") {
  Bench bench("uploads=100/200");
  std::vector<PictureTurn> turns;
  auto call = bench.cloud.NewCall();
  for (int i = 0; i < kMostPicturesInFlight; ++i)
    turns.push_back(BeginPicture({bench.services, call}, kAnn, 1).value());
  CHECK(bench.Upload(1) == 1);
  CHECK(bench.Row("uploads")["hour_count"] == 4);  // a refusal counts nothing
  CHECK(BeginPicture({bench.services, call}, 8, 1).ok());
  EndPicture({bench.services, call}, turns[2]);
  CHECK(bench.Upload(1) == 0);
  CHECK(bench.Upload(1) == 0);
  turns[2] = BeginPicture({bench.services, call}, kAnn, 1).value();
  CHECK(bench.Upload(1) == 1);
  // Nobody gives them back: the function was killed.
  bench.cloud.now = call.deadline() - std::chrono::milliseconds(1);
  CHECK(bench.Upload(1) == 1);
  bench.cloud.now = call.deadline() + std::chrono::milliseconds(1);
  CHECK(bench.Upload(1) == 0);
  CHECK(bench.Row("uploads")["leases"].empty());
}

TEST_CASE("calls at once never take more turns than there are") {
  constexpr int kThreads = 6;
  Bench bench("uploads=1000/2000");
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      auto process = bench.cloud.NewProcess([] { return nullptr; });
      for (int i = 0; i < 3; ++i) {
        auto call = bench.cloud.NewCall();
        if (BeginPicture({process.services, call}, kAnn, 1).ok()) ++taken;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(taken == kMostPicturesInFlight);
}

TEST_CASE("an address is counted as its network, its row tells nothing of it, nobody's is free") {
  Bench bench;
  for (const char* address : {"2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3"})
    CHECK(bench.SignUp(address) == 0);
  CHECK(bench.SignUp("2001:db8::4") == 3600);
  CHECK(bench.SignUp("2001:db8:0:1::1") == 0);
  CHECK(bench.SignUp("192.0.2.1") == 0);
  for (int i = 0; i < 9; ++i) CHECK(bench.SignUp("") == 0);
  const auto rows = bench.cloud.Rows(schema::kBudgets);
  CHECK(rows.size() == 3);
  for (const auto& row : rows) CHECK(row.dump().find("192") == std::string::npos);
}

TEST_CASE("what is counted costs one small write, the first of a day two, a refusal none") {
  Bench bench;
  const auto writes = [&] {
    auto call = bench.cloud.NewCall();
    (void)Spend({bench.services, call}, Budget::kComments, kAnn);
    return call.write_units.load();
  };
  CHECK(writes() == 1);
  CHECK(writes() == 2);
  CHECK(writes() == 2);
  CHECK(writes() == 0);
}

TEST_CASE("an answer that was lost counts twice at worst, and no row outlives its day for long") {
  for (int cut = 1; cut <= 2; ++cut) {
    Bench bench;
    if (cut == 2) CHECK(bench.Comment() == 0);
    auto call = bench.cloud.NewCall();
    bench.cloud.transport().FailFrom(1, standin::InProcessTransport::Fault::kLostAnswer);
    CHECK_FALSE(Spend({bench.services, call}, Budget::kComments, kAnn).ok());
    bench.cloud.transport().Recover();
    CHECK(bench.Comment() == 0);
    CHECK(bench.Row("comments")["hour_count"].get<int>() <= cut + 1);
    bench.cloud.now += hours(48);
    CHECK(bench.cloud.Rows(schema::kBudgets).empty());
  }
}

TEST_CASE("several actions at once count as so many, all of them or none") {
  Bench bench("mentions=5/8");
  const auto mention = [&](int people) {
    auto call = bench.cloud.NewCall();
    return Bench::Wait(SpendMany({bench.services, call}, Budget::kMentions, kAnn, people));
  };
  CHECK(mention(0) == 0);
  CHECK(bench.Row("mentions").is_null());
  CHECK(mention(3) == 0);
  CHECK(mention(3) == 3600);
  CHECK(bench.Row("mentions")["hour_count"] == 3);
  CHECK(mention(2) == 0);
  CHECK(mention(1) == 3600);
  bench.cloud.now += hours(1);
  CHECK(mention(4) > 3600);  // of the day three are left
  CHECK(mention(3) == 0);
  bench.cloud.now += hours(24);
  CHECK(mention(7) == 0);  // nothing was done before it
  CHECK(mention(1) == 3600);
}
