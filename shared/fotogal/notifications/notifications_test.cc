#include "fotogal/notifications/notifications.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/images/removal.h"
#include "tests/support/notified_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::NotifiedWorld {
  // "kind " of each row of that person, newest first.
  std::string Stored(UserId user) {
    std::map<Id, std::string, std::greater<>> rows;
    for (const auto& row : cloud.Rows(schema::kNotifications))
      if (row["user_id"] == user) rows[row["id"].get<Id>()] = row["kind"];
    std::string stored;
    for (const auto& [id, kind] : rows) stored += kind + " ";
    return stored;
  }
  Id NewComment() { return FirstIdAt(cloud.now) + ++comments; }
  Id comments = 0;  // made; no two of them are one
  // How many each row of liked and commented tells of, newest row first: "2 1 ".
  std::string Folded() {
    std::map<Id, size_t, std::greater<>> rows;
    for (const auto& row : cloud.Rows(schema::kNotifications)) {
      CHECK(row["images"].size() == row["comments"].size());
      rows[row["id"]] = row["images"].size() + 1;
    }
    std::string folded;
    for (const auto& [id, members] : rows) folded += std::to_string(members) + " ";
    return folded;
  }
};

}  // namespace

TEST_CASE("told again is told once, and nobody is told of himself") {
  Bench bench;
  const ImageId image = ParseImageRef(bench.cloud.Upload(bench.ann))->image;
  const NewNotification notifications[] = {
      {bench.ann.id, NotificationKind::kFollowed, bench.bob.id},
      {bench.ann.id, NotificationKind::kLiked, bench.bob.id, image},
      {bench.ann.id, NotificationKind::kCommented, bench.bob.id, image, bench.NewComment()},
      {bench.ann.id, NotificationKind::kCommented, bench.bob.id, image, bench.NewComment()}};
  for (int i = 0; i < 3; ++i) {
    for (const auto& notification : notifications) {
      CHECK(bench.Tell(notification));
      bench.Tick();
    }
    CHECK(bench.Tell({bench.ann.id, NotificationKind::kLiked, bench.ann.id, image}));
    CHECK(bench.Stored(bench.ann.id) == "commented liked followed ");
    CHECK(bench.Folded() == "2 1 1 ");
    CHECK(bench.Stored(bench.bob.id) == "");
  }
}

TEST_CASE("what happens in one instant is all told") {
  Bench bench;
  bench.services.random = [](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, 1); };
  for (Id actor = 1000; actor < 1010; ++actor)
    CHECK(bench.Tell({bench.ann.id, NotificationKind::kFollowed, actor}));
  CHECK(bench.cloud.Rows(schema::kNotifications).size() == 10);
}

TEST_CASE("what is reserved is not told, and told later has the moment of its reservation") {
  Bench bench;
  const NewNotification notification{bench.ann.id, NotificationKind::kFollowed, bench.bob.id};
  auto call = bench.cloud.NewCall();
  const auto reserved = ReserveNotification({bench.services, call}, notification);
  REQUIRE(reserved.ok());
  CHECK(bench.Read(bench.ann.id) == "");
  bench.cloud.now += std::chrono::seconds(5);
  auto later = bench.cloud.NewCall();
  REQUIRE(NotifyReserved({bench.services, later}, notification, *reserved).ok());
  const auto rows = bench.cloud.Rows(schema::kNotifications);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("created_ts") == ToMillis(TimeOf(reserved->id)));
  bench.cloud.now += std::chrono::days(91);
  CHECK(bench.Read(bench.ann.id) == "");
  auto much_later = bench.cloud.NewCall();
  REQUIRE(NotifyReserved({bench.services, much_later}, notification, *reserved).ok());  // too late
  CHECK(bench.Read(bench.ann.id) == "");
}

TEST_CASE("the moment of reading never moves back, and is made for nobody") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const std::pair<std::int64_t, std::int64_t> steps[] = {{0, 0},       {1000, 1000}, {500, 1000},
                                                         {1000, 1000}, {1001, 1001}, {-5, 1001}};
  CHECK(FindNotificationReader({bench.services, call}, bench.ann.id)->read_until == 0);
  for (const auto& [until, then] : steps) {
    REQUIRE(MarkNotificationsRead({bench.services, call}, bench.ann.id, until).ok());
    CHECK(FindNotificationReader({bench.services, call}, bench.ann.id)->read_until == then);
  }
  REQUIRE(MarkNotificationsRead({bench.services, call}, 404, 1000).ok());
  CHECK(FindNotificationReader({bench.services, call}, 404)->read_until == 0);
  CHECK(FindNotificationReader({bench.services, call}, bench.bob.id)->read_until == 0);
}

TEST_CASE("a notification cut off anywhere is told once by the retry") {
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int cut = 1; cut <= 2; ++cut) {
      Bench bench;
      const NewNotification notification{bench.ann.id, NotificationKind::kFollowed, bench.bob.id};
      bench.cloud.transport().FailFrom(cut, fault);
      CHECK_FALSE(bench.Tell(notification));
      bench.cloud.transport().Recover();
      bench.Tick();
      CHECK(bench.Tell(notification));
      CHECK(bench.Stored(bench.ann.id) == "followed ");
    }
  }
}

TEST_CASE("what is told together, cut off anywhere, is told once by the retry") {
  for (const auto kind : {NotificationKind::kLiked, NotificationKind::kCommented}) {
    for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
      for (int cut = 1; cut <= 3; ++cut) {
        INFO(NameOf(kind) << " " << static_cast<int>(fault) << " " << cut);
        Bench bench;
        const NewNotification first{bench.ann.id, kind, bench.bob.id, 1, bench.NewComment()};
        const NewNotification second{bench.ann.id, kind, bench.bob.id, 2, bench.NewComment()};
        REQUIRE(bench.Tell(first));
        bench.cloud.transport().FailFrom(cut, fault);
        CHECK_FALSE(bench.Tell(second));
        bench.cloud.transport().Recover();
        bench.Tick();
        CHECK(bench.Tell(second));
        CHECK(bench.Tell(first));
        CHECK(bench.Folded() == "2 ");
      }
    }
  }
}

TEST_CASE("what several calls tell at once is all told, each once, in full rows before the next") {
  constexpr int kThreads = 6, kEach = 10;
  Bench bench;
  std::vector<NewNotification> notifications;
  for (int i = 0; i < kThreads * kEach; ++i)
    notifications.push_back(
        {bench.ann.id, NotificationKind::kCommented, bench.bob.id, 1, bench.NewComment()});
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      auto process = bench.cloud.NewProcess([] { return nullptr; });
      for (int i = 0; i < kEach;) {
        auto call = bench.cloud.NewCall();
        const auto answer = Notify({process.services, call},
                                   notifications[static_cast<size_t>(thread * kEach + i)]);
        // Who was overtaken too often comes again, as a client does.
        if (answer.ok()) ++i, ++told;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(told == kThreads * kEach);
  std::multiset<CommentId> comments;
  std::multiset<size_t> sizes;
  for (const auto& row : bench.cloud.Rows(schema::kNotifications)) {
    comments.insert(row["comment_id"].get<Id>());
    for (const auto& comment : row["comments"]) comments.insert(comment.get<Id>());
    sizes.insert(row["comments"].size() + 1);
  }
  CHECK(sizes == std::multiset<size_t>{10, kMostFolded});
  for (const auto& notification : notifications)
    CHECK(comments.count(notification.comment_id) == 1);
}

TEST_CASE("another hour, another person and another kind begin rows of their own") {
  Bench bench;
  bench.cloud.now =
      std::chrono::ceil<std::chrono::hours>(bench.cloud.now) + std::chrono::minutes(59);
  const auto comment = [&](UserId actor) {
    return bench.Tell({bench.ann.id, NotificationKind::kCommented, actor, 1, bench.NewComment()});
  };
  CHECK(comment(bench.bob.id));
  CHECK(comment(bench.bob.id));
  CHECK(bench.Folded() == "2 ");
  bench.Tick();
  CHECK(comment(404));
  CHECK(bench.Folded() == "1 2 ");
  bench.Tick();
  CHECK(bench.Tell({bench.ann.id, NotificationKind::kLiked, bench.bob.id, 1}));
  CHECK(bench.Folded() == "1 1 2 ");
  bench.cloud.now += std::chrono::minutes(1);
  CHECK(comment(bench.bob.id));
  CHECK(bench.Folded() == "1 1 1 2 ");
}

TEST_CASE("what a moderator has removed is told with the reason, by nobody, and stays told") {
  Bench bench;
  const NewNotification removed[] = {{.user_id = bench.ann.id,
                                      .kind = NotificationKind::kImageRemoved,
                                      .image_id = 77,
                                      .reason = "one reason"},
                                     {.user_id = bench.ann.id,
                                      .kind = NotificationKind::kCommentRemoved,
                                      .comment_id = bench.NewComment(),
                                      .reason = "another"}};
  auto call = bench.cloud.NewCall();
  const Context context{bench.services, call};
  for (const auto& notification : removed) {
    CHECK_FALSE(*IsTold(context, notification));
    for (int i = 0; i < 2; ++i) CHECK(bench.Tell(notification));
    CHECK(*IsTold(context, notification));
    bench.Tick();
  }
  const auto page = ReadNotifications(context, bench.ann.id, 0, 10);
  REQUIRE(page.ok());
  REQUIRE(page->items.size() == 2);
  CHECK(page->items[0].kind == NotificationKind::kCommentRemoved);
  CHECK(page->items[0].reason == "another");
  CHECK(page->items[1].reason == "one reason");
  for (const auto& item : page->items) {
    CHECK(item.actor.id == 0);
    CHECK(item.image.image == 0);
    CHECK(item.count == 1);
  }
}
