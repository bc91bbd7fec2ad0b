#include "fotogal/feed/feed.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <tuple>

#include "fotogal/base/schema.h"
#include "fotogal/social/blocks.h"
#include "fotogal/social/comments.h"
#include "tests/support/feed_bench.h"

using namespace fotogal;
using tests::Ids;
using Bench = tests::FeedBench;

TEST_CASE("rows are hints: what is not there, not followed or hidden is not shown") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  const auto secret = bench.cloud.SignUp("secret", true);
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto of_eve = *ParseImageRef(bench.cloud.Upload(eve));
  const auto of_secret = *ParseImageRef(bench.cloud.Upload(secret));
  bench.cloud.RunJobs();
  REQUIRE(bench.Write({{bench.bob.id, image},
                       {bench.bob.id, of_eve},
                       {bench.bob.id, of_secret},
                       {bench.bob.id, {bench.ann.id, image.image.value() + 1}},  // no such image
                       {bench.bob.id, {404, image.image}},              // nor such a person
                       {bench.bob.id, {bench.bob.id, image.image}}}));  // nor is it his
  CHECK(bench.IdsOf(bench.Read(bench.bob)).empty());                    // he follows nobody
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  CHECK(bench.IdsOf(bench.Read(bench.bob)) == Ids{ToString(image)});
  REQUIRE(bench.cloud.Follow(bench.bob, secret).status == 200);  // asked, not answered
  CHECK(bench.IdsOf(bench.Read(bench.bob)) == Ids{ToString(image)});
  bench.cloud.Block(bench.ann, bench.bob);
  CHECK(bench.IdsOf(bench.Read(bench.bob)).empty());
}

TEST_CASE("who is muted is left out, whether pushed or pulled, and back when no longer muted") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve"), dan = bench.cloud.SignUp("dan");
  for (const auto& author : {bench.ann, eve})
    REQUIRE(bench.cloud.Follow(bench.bob, author).status == 200);
  bench.Pull(bench.bob, dan);
  const auto of_ann = bench.cloud.Upload(bench.ann);
  bench.Tick();
  const auto of_eve = bench.cloud.Upload(eve);
  bench.cloud.RunJobs();
  const auto of_dan = bench.Store(dan, bench.cloud.now);
  const Ids all{of_dan, of_eve, of_ann};
  REQUIRE(bench.All(bench.bob, 10) == all);
  bench.MuteBy(bench.bob, eve);
  bench.MuteBy(bench.bob, dan);
  bench.MuteBy(bench.bob, bench.bob);  // nobody can, and nothing depends on it
  bench.MuteBy(bench.ann, bench.bob);
  CHECK(bench.All(bench.bob, 10) == Ids{of_ann});
  auto call = bench.cloud.NewCall();
  for (const auto& muted : {eve, dan})
    REQUIRE(Unmute({bench.cloud.services(), call}, bench.bob.id, muted.id).ok());
  CHECK(bench.All(bench.bob, 10) == all);
}

TEST_CASE("an item shows its latest comment, unless its writer is hidden from the reader") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  const auto image = bench.cloud.Upload(bench.ann);
  bench.cloud.RunJobs();
  const auto shown = [&]() -> std::string {
    const auto page = bench.Read(bench.bob);
    REQUIRE(page.items.size() == 1);
    const auto& item = page.items.front();
    return item.shows_comment ? page.named.at(item.image.latest_comment.user_id) + ": " +
                                    item.image.latest_comment.text
                              : "";
  };
  CHECK(shown().empty());
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  REQUIRE(PostComment(context, eve.id, *ParseImageRef(image), "lovely", "").ok());
  CHECK(shown() == "eve: lovely");
  bench.MuteBy(bench.bob, eve);
  CHECK(shown().empty());
  REQUIRE(Unmute(context, bench.bob.id, eve.id).ok());
  CHECK(shown() == "eve: lovely");
  bench.cloud.Block(eve, bench.bob);
  CHECK(shown().empty());
}

TEST_CASE("a row written twice is one row, and old images are left out") {
  Bench bench;
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto rows = bench.cloud.Rows(schema::kFeed).size();
  const ImageRef old{bench.ann.id,
                     FirstIdAt(bench.cloud.now - schema::kFeedWindow - std::chrono::hours(1))};
  for (int i = 0; i < 2; ++i) {
    REQUIRE(bench.Write({{bench.bob.id, image}, {bench.bob.id, image}, {bench.bob.id, old}}));
    CHECK(bench.cloud.Rows(schema::kFeed).size() == rows + 1);
  }
  CHECK(bench.Write({}));
}

TEST_CASE("pages go over rows scanned, newest first, and end") {
  Bench bench;
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  Ids all;
  for (int i = 0; i < 7; ++i) {
    all.insert(all.begin(), bench.cloud.Upload(bench.ann, i));
    // Between any two a row that shows nothing.
    REQUIRE(bench.Write(
        {{bench.bob.id, {404, NewId(bench.cloud.now, bench.cloud.services().random)}}}));
    bench.cloud.now += std::chrono::milliseconds(1);
  }
  bench.cloud.RunJobs();
  for (const int limit : {1, 2, 3, 100}) {
    INFO("limit " << limit);
    Ids listed;
    FeedPlace after;
    for (int pages = 0;; ++pages) {
      REQUIRE(pages < 30);
      const auto page = bench.Read(bench.bob, after, limit);
      CHECK(page.items.size() <= static_cast<size_t>(limit));
      for (const auto& id : bench.IdsOf(page)) listed.push_back(id);
      if (!page.more) break;
      CHECK(page.next != after);
      after = page.next;
    }
    CHECK(listed == all);
  }
}

TEST_CASE("each item tells its author and one's own reaction") {
  Bench bench;
  const auto id = bench.cloud.Upload(bench.ann);
  REQUIRE(bench.cloud.React(bench.ann, id, "PUT", "dislike").status == 200);
  const auto page = bench.Read(bench.ann);
  REQUIRE(page.items.size() == 1);
  CHECK(page.items[0].author.username == "ann");
  CHECK(page.items[0].mine.reaction == Reaction::kDislike);
  CHECK(page.items[0].image.dislike_count == 1);
  CHECK_FALSE(page.more);
}

TEST_CASE("rows of one instant are told apart by their authors, whatever the page's size") {
  Bench bench;
  Ids expected;
  const auto at = bench.cloud.now - std::chrono::hours(1);
  std::vector<tests::Person> authors;
  for (int i = 0; i < 5; ++i) {
    authors.push_back(bench.cloud.SignUp("author" + std::to_string(i)));
    REQUIRE(bench.cloud.Follow(bench.bob, authors.back()).status == 200);
  }
  bench.cloud.ForgetStarted();
  const auto store = [&](const tests::Person& author, Id id) {
    REQUIRE(bench.StoreAs(author, id));
    REQUIRE(bench.Write({{bench.bob.id, {author.id, id}}}));
    return ToString(ImageRef{author.id, id});
  };
  const Id id = FirstIdAt(at);
  for (const auto& author : authors) expected.insert(expected.begin(), store(author, id));
  expected.push_back(store(authors[2], id - 1));
  for (const int limit : {1, 2, 3, 5, 6}) {
    INFO("limit " << limit);
    CHECK(bench.All(bench.bob, limit) == expected);
  }
}

TEST_CASE("images of pulled authors stand between the others, in order and once") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve"), joe = bench.cloud.SignUp("joe");
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  bench.Pull(bench.bob, eve);
  bench.Pull(bench.bob, joe);
  bench.cloud.RunStarted();
  Ids expected;
  for (int i = 0; i < 12; ++i) {
    bench.cloud.now += std::chrono::hours(5);
    if (i % 3 == 0) {
      expected.insert(expected.begin(), bench.cloud.Upload(i % 2 == 0 ? bench.ann : bench.bob, i));
    } else {
      expected.insert(expected.begin(), bench.Store(i % 2 == 0 ? eve : joe, bench.cloud.now));
    }
    // What was pushed before the author was pulled is there twice.
    if (i == 4) REQUIRE(bench.Write({{bench.bob.id, *ParseImageRef(expected.front())}}));
  }
  bench.cloud.RunStarted();
  for (const int limit : {1, 2, 5, 11, 12, 13, 100}) {
    INFO("limit " << limit);
    CHECK(bench.All(bench.bob, limit) == expected);
  }
  CHECK(bench.IdsOf(bench.Read(bench.bob, {}, 100)) == expected);
  bench.cloud.Block(joe, bench.bob);
  std::erase_if(expected,
                [&](const std::string& id) { return ParseImageRef(id)->author == joe.id; });
  CHECK(bench.All(bench.bob, 4) == expected);
}

TEST_CASE("a pulled author's burst is read in short slices, a silent one's past at once") {
  Bench bench;
  const auto silent = bench.cloud.SignUp("silent");
  bench.Pull(bench.bob, bench.ann);
  bench.Pull(bench.bob, silent);
  Ids expected;
  expected.push_back(bench.Store(silent, bench.cloud.now - std::chrono::days(89)));
  bench.Store(silent, bench.cloud.now - std::chrono::days(91));
  CHECK(bench.All(bench.bob, 20) == expected);
  const auto burst = bench.StoreBySecond(bench.ann, 400);
  expected.insert(expected.begin(), burst.begin(), burst.end());
  // More than a slice may hold.
  const auto crowd = bench.StoreAtOnce(bench.ann, bench.cloud.now - std::chrono::days(3), 70);
  expected.insert(expected.end() - 1, crowd.begin(), crowd.end());
  for (const int limit : {20, 100, 7}) {
    INFO("limit " << limit);
    CHECK(bench.All(bench.bob, limit) == expected);
  }
  auto call = bench.cloud.NewCall();
  REQUIRE(ReadFeed({bench.cloud.services(), call}, bench.bob.id, {}, 20).ok());
  CHECK(call.read_units < 250);  // not the 470 that lie there
}

TEST_CASE("what is published in this very instant is in its place, pushed or pulled") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve"), joe = bench.cloud.SignUp("joe");
  for (const auto& author : {bench.ann, eve}) {
    REQUIRE(bench.cloud.Follow(bench.bob, author).status == 200);
    bench.cloud.RunStarted();
  }
  bench.Pull(bench.bob, joe);
  bench.cloud.ForgetStarted();
  const Id id = FirstIdAt(bench.cloud.now) + 100;
  std::vector<ImageRef> refs = {
      {bench.ann.id, id}, {eve.id, id}, {joe.id, id}, {bench.ann.id, id - 1}};
  for (const auto& ref : refs) {
    REQUIRE(bench.StoreAs({"", "", ref.author, ""}, ref.image.value()));
    if (ref.author != joe.id) REQUIRE(bench.Write({{bench.bob.id, ref}}));
  }
  std::ranges::sort(refs, [](const ImageRef& a, const ImageRef& b) {
    return std::tie(a.image, a.author) > std::tie(b.image, b.author);
  });
  Ids expected;
  for (const auto& ref : refs) expected.push_back(ToString(ref));
  for (const int limit : {1, 2, 3, 20}) {
    INFO("limit " << limit);
    CHECK(bench.All(bench.bob, limit) == expected);
  }
}
