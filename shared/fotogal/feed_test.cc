#include "fotogal/feed.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <tuple>

#include "fotogal/delivery_mode.h"
#include "fotogal/schema.h"
#include "tests/support/image_row.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

using Ids = std::vector<std::string>;

struct Bench {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  tests::Person bob = cloud.SignUp("bob");

  FeedPage Read(const tests::Person& owner, const FeedPlace& after = {}, int limit = 10) {
    auto call = cloud.NewCall();
    auto page = ReadFeed(cloud.services(), call, owner.id, after, limit);
    REQUIRE(page.ok());
    return *page;
  }
  std::vector<std::string> IdsOf(const FeedPage& page) {
    std::vector<std::string> ids;
    for (const auto& item : page.items) ids.push_back(ToString(item.image.ref));
    return ids;
  }
  // All pages.
  Ids All(const tests::Person& owner, int limit) {
    Ids listed;
    size_t short_pages = 0;
    FeedPlace after;
    for (int pages = 0; pages < 500; ++pages) {
      const auto page = Read(owner, after, limit);
      CHECK(page.items.size() <= static_cast<size_t>(limit));
      for (const auto& id : IdsOf(page)) listed.push_back(id);
      if (!page.more) {
        CHECK(short_pages <= 12 + listed.size() / 10);
        return listed;
      }
      short_pages += page.items.size() * 4 < static_cast<size_t>(limit);
      CHECK(page.next != after);
      after = page.next;
    }
    FAIL("pages without end");
    return listed;
  }
  // An image's row and no more, as of a pulled author.
  std::string Store(const tests::Person& author, oci::TimePoint at) {
    for (;;) {  // two ids of one instant may be the same
      const Id id = NewId(at, cloud.services().random);
      if (StoreAs(author, id)) return ToString(ImageRef{author.id, id});
    }
  }
  bool StoreAs(const tests::Person& author, Id id) {
    auto call = cloud.NewCall();
    oci::nosql::PutOptions if_absent;
    if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
    const auto put = cloud.services().nosql->Put(call, schema::kImages,
                                                 tests::ImageRow(cloud, author.id, id), if_absent);
    REQUIRE(put.ok());
    return put->written;
  }
  void Pull(const tests::Person& owner, const tests::Person& author) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.Follow(owner, author).status == 200);
    cloud.RunStarted();  // a delivery sets the edges of authors who are pushed to rights
    REQUIRE(SetEdgeDelivery(cloud.services(), call, owner.id, author.id, true).ok());
  }
  bool Write(const std::vector<FeedRow>& rows) {
    auto call = cloud.NewCall();
    return WriteFeedRows(cloud.services(), call, rows).ok();
  }
};

}  // namespace

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
                       {bench.bob.id, {bench.ann.id, image.image + 1}},  // no such image
                       {bench.bob.id, {404, image.image}},               // nor such a person
                       {bench.bob.id, {bench.bob.id, image.image}}}));   // nor is it his
  CHECK(bench.IdsOf(bench.Read(bench.bob)).empty());                     // he follows nobody
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  CHECK(bench.IdsOf(bench.Read(bench.bob)) == Ids{ToString(image)});
  REQUIRE(bench.cloud.Follow(bench.bob, secret).status == 200);  // asked, not answered
  CHECK(bench.IdsOf(bench.Read(bench.bob)) == Ids{ToString(image)});
  bench.cloud.Block(bench.ann, bench.bob);
  CHECK(bench.IdsOf(bench.Read(bench.bob)).empty());
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
  CHECK(page.items[0].my_reaction == "dislike");
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
  for (int i = 0; i < 400; ++i)
    expected.insert(expected.begin(),
                    bench.Store(bench.ann, bench.cloud.now - std::chrono::seconds(400 - i)));
  // All of them in one instant, more than a slice may hold.
  const auto instant = bench.cloud.now - std::chrono::days(3);
  std::set<std::string> crowd;
  for (int i = 0; i < 70; ++i) crowd.insert(bench.Store(bench.ann, instant));
  expected.insert(expected.end() - 1, crowd.rbegin(), crowd.rend());
  for (const int limit : {20, 100, 7}) {
    INFO("limit " << limit);
    CHECK(bench.All(bench.bob, limit) == expected);
  }
  auto call = bench.cloud.NewCall();
  REQUIRE(ReadFeed(bench.cloud.services(), call, bench.bob.id, {}, 20).ok());
  CHECK(call.read_units < 250);  // not the 470 that lie there
}

namespace {

struct Cost {
  int round_trips = 0, read_units = 0;
  FeedPage page;
};

Cost CostOfPage(Bench& bench, Services& services, const FeedPlace& after = {}) {
  auto call = bench.cloud.NewCall();
  const int before = oci::round_trips;
  const auto page = ReadFeed(services, call, bench.bob.id, after, 20);
  REQUIRE(page.ok());
  return {oci::round_trips - before, call.read_units, *page};
}

Cost CostOfPage(Bench& bench) {
  for (int i = 0; i < 3; ++i) bench.Read(bench.bob, {}, 20);  // learns how much is published
  return CostOfPage(bench, bench.cloud.services());
}

// A process whose statements are still to be prepared.
tests::TestCloud::Process NewProcess(Bench& bench) {
  return bench.cloud.NewProcess([] { return nullptr; });
}

// Bob follows that many authors, some by pull; each has published often, once an hour or less; he
// likes everything.
void Crowd(Bench& bench, int authors, int pulled, std::chrono::hours pause) {
  for (int i = 0; i < authors; ++i) {
    const auto author = bench.cloud.SignUp("author" + std::to_string(i));
    REQUIRE(bench.cloud.Follow(bench.bob, author).status == 200);
    bench.cloud.RunStarted();
    if (i < pulled) bench.Pull(bench.bob, author);
    bench.cloud.now += pause;
    bench.bob = bench.cloud.StartSession(bench.bob);
    const auto image = bench.cloud.Upload(author, i);
    if (i < pulled) {
      bench.cloud.ForgetStarted();
    } else {
      bench.cloud.RunStarted();
    }
    bench.cloud.React(bench.bob, image, "PUT", "like");
  }
}

}  // namespace

TEST_CASE("a feed page of 20 by 20 authors, all liked: 2 round trips, at most 110 read units") {
  Bench bench;
  Crowd(bench, 22, 0, std::chrono::hours(1));
  const auto cost = CostOfPage(bench);
  INFO(cost.read_units << " read units");
  CHECK(cost.page.items.size() == 20);
  CHECK(cost.round_trips == 2);
  CHECK(cost.read_units <= 110);
  CHECK(cost.read_units >= 101);  // five reads of 20 or 21 rows: the planner's count, no less
}

TEST_CASE("with pulled authors among them, a feed page takes 3 round trips and as few units") {
  for (const int pulled : {1, 10, 20}) {
    for (const auto pause : {std::chrono::hours(1), std::chrono::hours(24)}) {
      Bench bench;
      Crowd(bench, 20, pulled, pause);
      const auto cost = CostOfPage(bench);
      INFO(pulled << " pulled, " << pause.count() << " hours: " << cost.read_units
                  << " read units");
      // Authors of one image a day fill no page from one slice: it is short, and says where to go
      // on.
      CHECK(cost.page.items.size() >= (pause == std::chrono::hours(1) ? 20 : 10));
      CHECK(cost.round_trips == 3);
      CHECK(cost.read_units <= 110);
    }
  }
}

TEST_CASE("the first page of a process costs what all cost when it has rehearsed") {
  for (const int pulled : {0, 20}) {
    Bench bench;
    Crowd(bench, 22, pulled, std::chrono::hours(1));
    auto process = NewProcess(bench);
    auto call = bench.cloud.NewCall();
    REQUIRE(RehearseFeed(process.services, call).ok());
    const auto cost = CostOfPage(bench, process.services);
    INFO(pulled << " pulled: " << cost.read_units << " read units");
    CHECK(cost.page.items.size() >= 15);
    CHECK(cost.round_trips == (pulled == 0 ? 2 : 3));
    CHECK(cost.read_units <= 110);
    // Without it no round trip more, but the price of preparing.
    auto unrehearsed = NewProcess(bench);
    const auto first = CostOfPage(bench, unrehearsed.services);
    CHECK(first.round_trips == cost.round_trips);
    CHECK(first.read_units > cost.read_units);
  }
}

TEST_CASE(
    "no page takes more than 3 round trips, whatever pulled authors publish, in any process") {
  Bench bench;
  bench.Pull(bench.bob, bench.ann);
  Ids expected;
  for (int i = 0; i < 300; ++i)
    expected.insert(expected.begin(),
                    bench.Store(bench.ann, bench.cloud.now - std::chrono::seconds(300 - i)));
  const auto instant = bench.cloud.now - std::chrono::days(40);
  std::set<std::string> crowd;
  for (int i = 0; i < 70; ++i) crowd.insert(bench.Store(bench.ann, instant));
  expected.insert(expected.end(), crowd.rbegin(), crowd.rend());
  Ids listed;
  FeedPlace after;
  for (int pages = 0;; ++pages) {
    REQUIRE(pages < 100);
    auto process = NewProcess(bench);  // nobody has learned anything
    const auto [round_trips, read_units, page] = CostOfPage(bench, process.services, after);
    CHECK(round_trips <= 3);
    for (const auto& id : bench.IdsOf(page)) listed.push_back(id);
    if (!page.more) break;
    CHECK(page.next != after);
    after = page.next;
  }
  CHECK(listed == expected);
}

TEST_CASE("a page amid bursts of 20 pulled authors costs no more than another") {
  Bench bench;
  Crowd(bench, 20, 20, std::chrono::hours(1));
  auto call = bench.cloud.NewCall();
  const auto authors = PulledBy(bench.cloud.services(), call, bench.bob.id);
  REQUIRE(authors.ok());
  REQUIRE(authors->size() == 20);
  for (int i = 0; i < 300; ++i)
    bench.Store({"", "", (*authors)[static_cast<size_t>(i % 20)], ""},
                bench.cloud.now - std::chrono::seconds(i));
  FeedPlace after;
  size_t shown = 0;
  for (int pages = 0; pages < 20; ++pages) {
    auto process = NewProcess(bench);
    auto once = bench.cloud.NewCall();
    REQUIRE(RehearseFeed(process.services, once).ok());
    const auto cost = CostOfPage(bench, process.services, after);
    INFO("page " << pages << ": " << cost.page.items.size() << " items, " << cost.read_units
                 << " read units");
    CHECK(cost.round_trips <= 3);
    CHECK(cost.read_units <= 110);
    shown += cost.page.items.size();
    after = cost.page.next;
  }
  CHECK(shown > 100);
}

TEST_CASE("reading goes on in a process that knows its authors as silent") {
  Bench bench;
  bench.Pull(bench.bob, bench.ann);
  for (int i = 0; i < 200; ++i) bench.Read(bench.bob, {}, 20);
  Ids expected;
  for (int i = 0; i < 30; ++i)
    expected.insert(expected.begin(),
                    bench.Store(bench.ann, bench.cloud.now - std::chrono::minutes(60 - i)));
  auto stranger = NewProcess(bench);
  FeedPage page = CostOfPage(bench, stranger.services).page;
  Ids listed = bench.IdsOf(page);
  for (int pages = 0; page.more; ++pages) {
    REQUIRE(pages < 30);
    page = bench.Read(bench.bob, page.next, 20);
    for (const auto& id : bench.IdsOf(page)) listed.push_back(id);
  }
  CHECK(listed == expected);
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
    REQUIRE(bench.StoreAs({"", "", ref.author, ""}, ref.image));
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
