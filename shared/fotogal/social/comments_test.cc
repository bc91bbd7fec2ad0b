#include "fotogal/social/comments.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  ImageRef image = *ParseImageRef(cloud.Upload(ann));

  Outcome<Comment> Post(UserId user, const std::string& text, const std::string& key = "") {
    auto call = cloud.NewCall();
    auto posted = PostComment({cloud.services(), call}, user, image, text, key);
    cloud.now += std::chrono::milliseconds(1);
    return posted;
  }
  bool Remove(CommentId id) {
    auto call = cloud.NewCall();
    const bool done = RemoveComment({cloud.services(), call}, image, id).ok();
    cloud.now += std::chrono::milliseconds(1);
    return done;
  }
  Image Row() {
    auto call = cloud.NewCall();
    return *FindImage({cloud.services(), call}, image).value();
  }
  int Count() { return Row().comment_count; }
  // Of the comment that the feed shows.
  std::string Latest() { return Row().latest_comment.text; }
};

}  // namespace

TEST_CASE("a key posts once: not under another image, not with another text") {
  Bench bench;
  const auto first = bench.Post(bench.bob.id, "text", "key");
  REQUIRE(first.ok());
  CHECK(bench.Post(bench.bob.id, "text", "key")->id == first->id);
  CHECK(bench.Post(bench.bob.id, "Text", "key").error().code == "idempotency_key_reused");
  const auto other = *ParseImageRef(bench.cloud.Upload(bench.ann));
  auto call = bench.cloud.NewCall();
  CHECK(PostComment({bench.cloud.services(), call}, bench.bob.id, other, "text", "key")
            .error()
            .code == "idempotency_key_reused");
  CHECK(bench.Count() == 1);
  CHECK(bench.Post(bench.ann.id, "text", "key")->id != first->id);
  CHECK(bench.Post(bench.bob.id, "text")->id != bench.Post(bench.bob.id, "text")->id);
  CHECK(bench.Count() == 4);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("comments come oldest first, page by page, byte for byte; removed ones do not") {
  Bench bench;
  const std::string texts[] = {"a", "'; DROP TABLE x; --", "\xF0\x9F\x98\x80\n\"$u\"", "", "e"};
  std::vector<CommentId> ids;
  for (const auto& text : texts) ids.push_back(bench.Post(bench.bob.id, text)->id);
  REQUIRE(bench.Remove(ids[3]));
  auto call = bench.cloud.NewCall();
  std::vector<std::string> listed;
  for (CommentId after = 0;;) {
    const auto page = CommentsOf({bench.cloud.services(), call}, bench.image, after, 2);
    REQUIRE(page.ok());
    if (page->empty()) break;
    CHECK(page->size() <= 2);
    for (const auto& comment : *page) listed.push_back(comment.text);
    after = page->back().id;
  }
  CHECK(listed == std::vector<std::string>{texts[0], texts[1], texts[2], texts[4]});
  CHECK_FALSE(*FindComment({bench.cloud.services(), call}, bench.image, ids[3]));
  CHECK_FALSE(*FindComment({bench.cloud.services(), call}, {bench.image.author, 5}, ids[0]));
}

TEST_CASE("what is gone is removed again without being counted again") {
  Bench bench;
  const CommentId id = bench.Post(bench.bob.id, "text")->id;
  (void)bench.Post(bench.bob.id, "stays");
  for (int i = 0; i < 3; ++i) {
    CHECK(bench.Remove(id));
    CHECK(bench.Count() == 1);
  }
  CHECK(bench.Remove(id.value() + 1));
  CHECK(bench.Remove(0));
  CHECK(bench.Remove(-1));
  CHECK(bench.Count() == 1);
}

TEST_CASE("the author is told of others' comments, once each") {
  Bench bench;
  (void)bench.Post(bench.ann.id, "my own");
  CHECK(bench.cloud.Rows(schema::kNotifications).empty());
  for (int i = 0; i < 2; ++i) (void)bench.Post(bench.bob.id, "text", "key");
  (void)bench.Post(bench.bob.id, "text");
  const auto rows = bench.cloud.Rows(schema::kNotifications);
  REQUIRE(rows.size() == 1);  // together
  CHECK(rows[0].at("user_id") == bench.ann.id);
  CHECK(rows[0].at("comments").size() == 1);
}

TEST_CASE("posting and removing, cut off anywhere, are finished by the retry and counted once") {
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    bool posted = false, removed = false;
    for (int cut = 1; !posted || !removed; ++cut) {
      REQUIRE(cut < 30);
      INFO("fault " << static_cast<int>(fault) << " from request " << cut);
      const std::string key = "key" + std::to_string(cut);
      bench.cloud.transport().FailFrom(cut, fault);
      posted = bench.Post(bench.bob.id, "text", key).ok();
      bench.cloud.transport().Recover();
      if (cut % 2 == 0) bench.cloud.now += std::chrono::minutes(5);  // too old to move
      const auto comment = bench.Post(bench.bob.id, "text", key);
      REQUIRE(comment.ok());
      CHECK(bench.Count() == 1);
      CHECK((bench.Latest() == "text" || cut % 2 == 0));  // a recount does not set it
      bench.cloud.transport().FailFrom(cut, fault);
      removed = bench.Remove(comment->id);
      bench.cloud.transport().Recover();
      if (cut % 3 == 0) bench.cloud.now += std::chrono::minutes(5);
      REQUIRE(bench.Remove(comment->id));
      CHECK(bench.Count() == 0);
      CHECK(bench.Latest().empty());
      CHECK(bench.cloud.Rows(schema::kComments).empty());
      CHECK(bench.cloud.CounterDifference() == "");
    }
  }
}

TEST_CASE("replies are of one thread, in order, and no first comments") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const CommentId one = bench.Post(bench.bob.id, "one")->id,
                  two = bench.Post(bench.bob.id, "two")->id;
  const auto answer = [&](CommentId first, const std::string& text) {
    bench.Tick();
    return PostComment(context, bench.ann.id, bench.image, text, "", {first})->id;
  };
  std::vector<CommentId> replies;
  for (const char* text : {"a", "b", "c"}) replies.push_back(answer(one, text));
  answer(two, "d");
  CHECK(CommentsOf(context, bench.image, 0, 10)->size() == 2);
  const auto page = RepliesOf(context, bench.image, one, 0, 2);
  REQUIRE(page->size() == 2);
  CHECK(page->at(0).text == "a");
  CHECK(page->at(1).thread.first == one);
  CHECK(RepliesOf(context, bench.image, one, page->back().id, 2)->size() == 1);
  CHECK(RepliesOf(context, bench.image, replies[0], 0, 10)->empty());
  CHECK(FindComment(context, bench.image, one)->value().reply_count == 3);
  REQUIRE(RemoveComment(context, bench.image, replies[1]).ok());
  CHECK(FindComment(context, bench.image, one)->value().reply_count == 2);
  CHECK(bench.Count() == 5);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("a reply to a comment that is gone, or goes at that moment, stays nowhere") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const CommentId first = bench.Post(bench.bob.id, "first")->id;
  REQUIRE(bench.Remove(first));
  const auto late = PostComment(context, bench.ann.id, bench.image, "late", "key", {first});
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().status == 404);
  CHECK(bench.cloud.Rows(schema::kComments).empty());
  CHECK(bench.cloud.Rows(schema::kNotifications).size() == 1);  // of the first
  CHECK(bench.Count() == 0);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("replies and their thread's removal at the same moment leave nothing uncounted") {
  for (int round = 0; round < 10; ++round) {
    Bench bench;
    const CommentId first = bench.Post(bench.bob.id, "first")->id;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&, i] {
        auto call = bench.cloud.NewCall();
        (void)PostComment({bench.cloud.services(), call}, bench.ann.id, bench.image,
                          "reply " + std::to_string(i), "", {first});
      });
    }
    threads.emplace_back([&] {
      auto call = bench.cloud.NewCall();
      CHECK(RemoveComment({bench.cloud.services(), call}, bench.image, first).ok());
    });
    for (auto& thread : threads) thread.join();
    CHECK(bench.cloud.Rows(schema::kComments).empty());
    CHECK(bench.cloud.CounterDifference() == "");
  }
}

TEST_CASE("an edited comment keeps everything but its words, and a removed one has none") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const Comment before = *bench.Post(bench.bob.id, "words");
  REQUIRE(EditComment(context, before, "others", 77).ok());
  const Comment after = FindComment(context, bench.image, before.id)->value();
  CHECK(after.text == "others");
  CHECK(after.edited_ts == 77);
  CHECK(after.op == before.op);
  CHECK(bench.cloud.CounterDifference() == "");
  REQUIRE(bench.Remove(before.id));
  REQUIRE(EditComment(context, before, "late", 78).ok());
  CHECK(bench.cloud.Rows(schema::kComments).empty());
  CHECK(bench.Latest().empty());
}

TEST_CASE("a page of comments costs what it shows, however long the threads are") {
  Bench bench;
  std::vector<CommentId> first;
  for (int i = 0; i < 5; ++i) first.push_back(bench.Post(bench.bob.id, "first")->id);
  const auto cost = [&](CommentId thread) {
    int units = 0;
    for (int i = 0; i < 3; ++i) {  // the last with a prepared statement
      auto call = bench.cloud.NewCall();
      const Context context{bench.cloud.services(), call};
      const auto page = thread == 0 ? CommentsOf(context, bench.image, 0, 6)
                                    : RepliesOf(context, bench.image, thread, 0, 6);
      REQUIRE(page.ok());
      units = call.read_units;
    }
    return units;
  };
  const int alone = cost(0);
  auto call = bench.cloud.NewCall();
  for (int i = 0; i < 60; ++i) {
    bench.Tick();
    REQUIRE(PostComment({bench.cloud.services(), call}, bench.ann.id, bench.image, "reply", "",
                        {first[static_cast<size_t>(i) % 2]})
                .ok());
  }
  CHECK(cost(0) == alone);
  CHECK(cost(first[0]) <= alone + 2);
  CHECK(cost(first[2]) <= 1);
}
