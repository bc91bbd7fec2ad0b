#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/images/removal.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/blocks.h"
#include "fotogal/social/comment_likes.h"
#include "fotogal/social/comments.h"
#include "tests/support/notified_world.h"

using namespace fotogal;

using Bench = tests::NotifiedWorld;

TEST_CASE("a kind that a newer release wrote is stepped over, alone or beside others") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  bench.cloud.Follow(bench.bob, bench.ann);
  auto row = bench.cloud.Rows(schema::kNotifications).at(0);
  row["kind"] = "of a newer release";
  row["id"] = row.at("id").get<Id>() + 1;
  REQUIRE(bench.services.nosql->Put(call, schema::kNotifications, row).ok());
  CHECK(bench.Read(bench.ann.id) == "followed:bob ");
  row["user_id"] = bench.bob.id;
  REQUIRE(bench.services.nosql->Put(call, schema::kNotifications, row).ok());
  CHECK(bench.Read(bench.bob.id) == "");
  CHECK(HasUnread({bench.services, call}, bench.bob.id, 0, 0).value() == false);
}

TEST_CASE("who is blocked or gone, images removed and requests that ended are not shown") {
  Bench bench;
  const auto image_id = bench.cloud.Upload(bench.ann);
  CHECK(bench.Tell({bench.ann.id, NotificationKind::kFollowed, 404}));
  CHECK(bench.Tell({bench.ann.id, NotificationKind::kRequested, bench.bob.id}));
  CHECK(bench.Tell({bench.ann.id, NotificationKind::kLiked, bench.bob.id, 12345}));
  CHECK(bench.Read(bench.ann.id) == "");
  bench.Tick();
  bench.cloud.React(bench.bob, image_id, "PUT", "like");
  bench.Tick();
  bench.cloud.Follow(bench.bob, bench.ann);
  CHECK(bench.Read(bench.ann.id) == "followed:bob liked:bob ");
  auto call = bench.cloud.NewCall();
  REQUIRE(RemoveImage({bench.services, call}, *ParseImageRef(image_id)).ok());
  CHECK(bench.Read(bench.ann.id) == "followed:bob ");
  bench.cloud.Block(bench.bob, bench.ann);
  CHECK(bench.Read(bench.ann.id) == "");
}

TEST_CASE("a mention is shown where it is written, in images that the reader may see") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  const auto photo_of = [&](const tests::Person& author, std::vector<UserId> mentions) {
    const auto image = *ParseImageRef(bench.cloud.Upload(author));
    auto call = bench.cloud.NewCall();
    const Caption caption{"words", std::move(mentions)};
    REQUIRE(DescribeImage({bench.services, call}, image, caption, std::nullopt).ok());
    bench.Tick();
    return image;
  };
  const auto tell = [&](const tests::Person& actor, const ImageRef& image, CommentId comment) {
    CHECK(bench.Tell({.user_id = bench.bob.id,
                      .kind = NotificationKind::kMentioned,
                      .actor_id = actor.id,
                      .image_id = image.image,
                      .comment_id = comment,
                      .author_id = image.author}));
    bench.Tick();
  };
  const auto none = photo_of(bench.ann, {});
  tell(bench.ann, none, 0);
  CHECK(bench.Read(bench.bob.id) == "");
  tell(bench.ann, none, 7);  // no such comment
  CHECK(bench.Read(bench.bob.id) == "");
  tell(bench.ann, photo_of(bench.ann, {eve.id, bench.bob.id}), 0);
  tell(eve, photo_of(eve, {bench.bob.id}), 0);
  CHECK(bench.Read(bench.bob.id) == "mentioned:eve mentioned:ann ");
  auto call = bench.cloud.NewCall();
  const Context context{bench.services, call};
  const auto said = PostComment(context, eve.id, none, "hello @bob", "");  // tells
  REQUIRE(said.ok());
  CHECK(bench.Read(bench.bob.id) == "mentioned:eve mentioned:eve mentioned:ann ");
  REQUIRE(EditComment(context, *said, "hello", 77).ok());
  bench.cloud.SetOfUser(eve, "is_private = true");
  CHECK(bench.Read(bench.bob.id) == "mentioned:ann ");
  bench.cloud.SetOfUser(bench.ann, "deleting = true");
  CHECK(bench.Read(bench.bob.id) == "");
}

TEST_CASE("a page counts the rows that it looked at, and says where to go on") {
  Bench bench;
  const auto image = bench.cloud.Upload(bench.ann);
  bench.cloud.React(bench.bob, image, "PUT", "like");
  for (Id nobody = 1000; nobody < 1003; ++nobody) {
    bench.Tick();
    CHECK(bench.Tell({bench.ann.id, NotificationKind::kFollowed, nobody}));
  }
  auto call = bench.cloud.NewCall();
  const auto newest = ReadNotifications({bench.services, call}, bench.ann.id, 0, 2);
  REQUIRE(newest.ok());
  CHECK(newest->items.empty());
  CHECK(newest->more);
  const auto rest = ReadNotifications({bench.services, call}, bench.ann.id, newest->last, 2);
  REQUIRE(rest.ok());
  REQUIRE(rest->items.size() == 1);
  CHECK(rest->items[0].kind == NotificationKind::kLiked);
  CHECK(rest->items[0].actor.username == "bob");
  CHECK(rest->items[0].image == *ParseImageRef(image));
  CHECK_FALSE(rest->more);
  CHECK(rest->last == rest->items[0].id);
  const auto none = ReadNotifications({bench.services, call}, bench.ann.id, rest->last, 2);
  REQUIRE(none.ok());
  CHECK(none->items.empty());
  CHECK_FALSE(none->more);
}

TEST_CASE("a like or a follow that was taken back is not shown, and comes back with it") {
  Bench bench;
  const auto image = bench.cloud.Upload(bench.ann);
  for (int i = 0; i < 2; ++i) {
    bench.cloud.React(bench.bob, image, "PUT", "like");
    bench.cloud.Follow(bench.bob, bench.ann);
    CHECK(bench.Read(bench.ann.id).size() == std::string("followed:bob liked:bob ").size());
    bench.cloud.React(bench.bob, image, "PUT", "dislike");
    CHECK(bench.Read(bench.ann.id) == "followed:bob ");
    bench.cloud.Follow(bench.bob, bench.ann, "DELETE");
    CHECK(bench.Read(bench.ann.id) == "");
  }
}

TEST_CASE("what was told and taken back makes nothing new again that was read before") {
  Bench bench;
  const auto first = bench.cloud.Upload(bench.ann, 1), second = bench.cloud.Upload(bench.ann, 2);
  const auto is_unread = [&](std::int64_t read_until) {
    auto call = bench.cloud.NewCall();
    return HasUnread({bench.services, call}, bench.ann.id, 0, read_until).value();
  };
  bench.cloud.React(bench.bob, first, "PUT", "like");
  const auto read = ToMillis(bench.cloud.now);
  bench.Tick();
  CHECK_FALSE(is_unread(read));
  bench.cloud.React(bench.bob, second, "PUT", "like");
  CHECK(is_unread(read));
  bench.cloud.React(bench.bob, second, "DELETE", "like");
  CHECK_FALSE(is_unread(read));
  CHECK(bench.Read(bench.ann.id) == "liked:bob ");
}

TEST_CASE("pages of many comments on many photos are read whole") {
  Bench bench;
  std::vector<std::string> images;
  for (int i = 0; i < 5; ++i) images.push_back(bench.cloud.Upload(bench.ann, i + 1));
  auto call = bench.cloud.NewCall();
  constexpr int kComments = 45;  // over two of the parts that are looked up together
  for (int i = 0; i < kComments; ++i) {
    const auto ref = *ParseImageRef(images[static_cast<size_t>(i) % images.size()]);
    bench.Tick();
    auto own = bench.cloud.NewCall();
    REQUIRE(PostComment({bench.services, own}, bench.bob.id, ref, "number " + std::to_string(i), "")
                .ok());
  }
  const auto page = ReadNotifications({bench.services, call}, bench.ann.id, 0, 10);
  REQUIRE(page.ok());
  REQUIRE(page->items.size() == 1);
  CHECK(page->items[0].count == kComments);
}

TEST_CASE("a request is shown until it is granted, an approval for ever") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve", true);
  bench.cloud.Follow(bench.bob, eve);
  CHECK(bench.Read(eve.id) == "requested:bob ");
  CHECK(bench.Tell({eve.id, NotificationKind::kFollowed, bench.bob.id}));  // not yet so
  CHECK(bench.Read(eve.id) == "requested:bob ");
  bench.cloud.Follow(bench.bob, eve, "DELETE");
  CHECK(bench.Read(eve.id) == "");
  CHECK(bench.Tell({bench.bob.id, NotificationKind::kApproved, eve.id}));
  CHECK(bench.Read(bench.bob.id) == "approved:eve ");
}

TEST_CASE("unread is what would be listed and is newer than the moment of reading") {
  Bench bench;
  const auto unread = [&](NotificationId before, std::int64_t until) {
    auto call = bench.cloud.NewCall();
    const auto answer = HasUnread({bench.services, call}, bench.ann.id, before, until);
    REQUIRE(answer.ok());
    return *answer;
  };
  CHECK_FALSE(unread(0, 0));
  bench.cloud.Follow(bench.bob, bench.ann);
  auto call = bench.cloud.NewCall();
  const NotificationId id =
      ReadNotifications({bench.services, call}, bench.ann.id, 0, 1)->items.at(0).id;
  const auto moment = ToMillis(TimeOf(id));
  CHECK(unread(0, moment - 1));
  CHECK_FALSE(unread(0, moment));
  CHECK_FALSE(unread(id, 0));
  // Behind more than a page of what stands no more it is found all the same.
  for (Id nobody = 1000; nobody < 1025; ++nobody) {
    bench.Tick();
    CHECK(bench.Tell({bench.ann.id, NotificationKind::kFollowed, nobody}));
  }
  CHECK(unread(0, moment - 1));
  CHECK_FALSE(unread(0, moment));
}

TEST_CASE("several of a kind are one with their number, and what is taken back counts no more") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  std::vector<ImageRef> images;
  for (int seed = 1; seed <= 3; ++seed)
    images.push_back(*ParseImageRef(bench.cloud.Upload(bench.ann, seed)));
  std::vector<Comment> comments;
  for (const auto& image : images) {
    bench.cloud.React(bench.bob, ToString(image), "PUT", "like");
    comments.push_back(PostComment({bench.services, call}, bench.bob.id, image, "hi", "").value());
  }
  // "commented:3:<which image> liked:3:<which> "
  const auto told = [&] {
    std::string text;
    const auto page = ReadNotifications({bench.services, call}, bench.ann.id, 0, 20);
    for (const auto& item : page->items) {
      const auto at = std::ranges::find(images, item.image) - images.begin();
      text += NameOf(item.kind) + std::to_string(item.count) + std::to_string(at);
    }
    return text.find("liked") == 0 ? text.substr(7) + text.substr(0, 7) : text;
  };
  CHECK(told() == "commented32liked32");
  REQUIRE(RemoveComment({bench.services, call}, images[2], comments[2].id).ok());
  bench.cloud.React(bench.bob, ToString(images[0]), "DELETE", "like");
  CHECK(told() == "commented21liked22");
  REQUIRE(RemoveImage({bench.services, call}, images[2]).ok());
  CHECK(told() == "commented21liked11");
  for (const int i : {0, 1})
    REQUIRE(RemoveComment({bench.services, call}, images[i], comments[i].id).ok());
  bench.cloud.React(bench.bob, ToString(images[1]), "DELETE", "like");
  CHECK(told().empty());
  bench.cloud.React(bench.bob, ToString(images[1]), "PUT", "like");
  CHECK(told() == "liked11");
}

TEST_CASE(
    "what has been read is unread again when more is told in its row, though others are newer") {
  Bench bench;
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto comment = [&] {
    auto one = bench.cloud.NewCall();
    REQUIRE(PostComment({bench.services, one}, bench.bob.id, image, "hi", "").ok());
  };
  bench.cloud.now = std::chrono::ceil<std::chrono::hours>(bench.cloud.now);
  comment();
  for (int i = 0; i < 25; ++i) {
    bench.Tick();
    CHECK(bench.Tell({bench.ann.id, NotificationKind::kApproved,
                      bench.cloud.SignUp("person" + std::to_string(i)).id}));
  }
  bench.Tick();
  const auto read_until = ToMillis(bench.cloud.now);
  const auto unread = [&] {
    auto call = bench.cloud.NewCall();
    return HasUnread({bench.services, call}, bench.ann.id, 0, read_until).value();
  };
  CHECK_FALSE(unread());
  bench.cloud.now += std::chrono::minutes(50);
  comment();
  CHECK(unread());
  auto call = bench.cloud.NewCall();
  const auto page = ReadNotifications({bench.services, call}, bench.ann.id, 0, 50);
  CHECK(page->items.front().count == 2);
  CHECK(page->items.front().told_ts == ToMillis(bench.cloud.now));
}

TEST_CASE("a row from before several were told together is read as it was") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const auto image = bench.cloud.Upload(bench.ann);
  bench.cloud.React(bench.bob, image, "PUT", "like");
  auto row = bench.cloud.Rows(schema::kNotifications).at(0);
  for (const char* column : {"images", "comments", "told_ts"}) row.erase(column);
  REQUIRE(bench.services.nosql->Put(call, schema::kNotifications, row).ok());
  const auto page = ReadNotifications({bench.services, call}, bench.ann.id, 0, 20);
  REQUIRE(page->items.size() == 1);
  CHECK(page->items[0].count == 1);
  CHECK(page->items[0].told_ts == ToMillis(TimeOf(page->items[0].id)));
}

TEST_CASE(
    "what happened on others' photos is told with the photo and the words, while it is seen") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  auto call = bench.cloud.NewCall();
  const Context context{bench.services, call};
  const auto mine = PostComment(context, bench.bob.id, image, "mine", "").value();
  bench.Tick();
  const auto reply = PostComment(context, eve.id, image, "reply", "", {mine.id}).value();
  bench.Tick();
  REQUIRE(LikeComment(context, eve.id, mine, std::nullopt, true).ok());
  auto page = ReadNotifications(context, bench.bob.id, 0, 10).value();
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[0].kind == NotificationKind::kCommentLiked);
  CHECK(page.items[0].text == "mine");
  CHECK(page.items[1].kind == NotificationKind::kReplied);
  CHECK(page.items[1].text == "reply");
  for (const auto& item : page.items) {
    CHECK(item.image == image);
    CHECK(item.shown->ref == image);
  }
  REQUIRE(page.authors.size() == 1);
  CHECK(page.authors[0].id == bench.ann.id);
  REQUIRE(EditComment(context, reply, "better", 1).ok());
  CHECK(ReadNotifications(context, bench.bob.id, 0, 10)->items[1].text == "better");
  REQUIRE(RemoveComment(context, image, mine.id).ok());
  CHECK(ReadNotifications(context, bench.bob.id, 0, 10)->items.empty());
}

TEST_CASE("photos of several authors with the same ids are told apart") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  const auto anns = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto eves = *ParseImageRef(bench.cloud.Upload(eve, 2));
  auto call = bench.cloud.NewCall();
  const Context context{bench.services, call};
  for (const auto& image : {anns, eves}) {
    bench.Tick();
    const auto comment = PostComment(context, bench.bob.id, image, ToString(image), "").value();
    const UserId other = image.author == eve.id ? bench.ann.id : eve.id;
    REQUIRE(LikeComment(context, other, comment, std::nullopt, true).ok());
    REQUIRE(LikeComment(context, image.author, comment, std::nullopt, true).ok());
  }
  const auto page = ReadNotifications(context, bench.bob.id, 0, 10).value();
  REQUIRE(page.items.size() == 4);  // one person's likes on photos of two authors are no one row
  for (const auto& item : page.items) CHECK(item.text == ToString(item.image));
}
