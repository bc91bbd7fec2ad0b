#include "fotogal/feed/feed_window.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <random>
#include <string>
#include <tuple>

using namespace fotogal;
using namespace std::chrono_literals;

namespace {

using Duration = std::chrono::milliseconds;
using Refs = std::vector<ImageRef>;

const oci::TimePoint kToday = TimeOf(Id{0}) + 24h * 2000;
constexpr UserId kAda = 7, kBo = 8, kCy = 9;

Id AgeOf(Duration age) { return FirstIdAt(kToday - age); }
const Id kWindowStart = AgeOf(24h * 90);

// An hour old, two hours old and so on.
Refs Hourly(int count, UserId author) {
  Refs refs;
  for (int i = 1; i <= count; ++i) refs.push_back({author, AgeOf(i * 1h)});
  return refs;
}
// Of as many authors, from that one on.
Refs HourlyBy(int count, UserId first) {
  Refs refs;
  for (int i = 0; i < count; ++i) refs.push_back({first.value() + i, AgeOf((i + 1) * 1h)});
  return refs;
}
std::set<ImageRef> Shown(const Refs& refs) { return {refs.begin(), refs.end()}; }

FeedRequest Request(size_t limit = 20, const FeedPlace& after = {}) {
  FeedRequest request;
  request.after = after;
  request.limit = limit;
  request.now = kToday;
  return request;
}
FeedRows Rows(Refs refs, bool more = false) {
  FeedRows rows;
  rows.units = refs.size();
  rows.refs = std::move(refs);
  rows.more = more;
  return rows;
}
// What is known when all slices down to the window's start were read.
PulledKnown Whole(size_t units = 5) {
  PulledKnown known;
  known.units = units;
  known.oldest = kWindowStart;
  known.whole = true;
  return known;
}

}  // namespace

TEST_CASE("a feed is in order of ids, then of authors, newest first") {
  CHECK(Newer({kAda, 5}, {kBo, 4}));
  CHECK_FALSE(Newer({kBo, 4}, {kAda, 5}));
  CHECK(Newer({kBo, 5}, {kAda, 5}));
  CHECK_FALSE(Newer({kAda, 5}, {kAda, 5}));
  FeedPlace place;
  CHECK(Newer(place.Start(), {kAda, kNewestId}));
  place.last = {kAda, 5};
  CHECK(place.Start() == ImageRef{kAda, 5});
}

TEST_CASE("pulled images are asked for from the place down to where feed rows were read") {
  const auto rows = Hourly(3, kAda);
  const auto all = FeedWindow(Request(), Rows(rows), {kBo}).Range();
  CHECK(all.newest == kNewestId);
  CHECK(all.oldest == kWindowStart);
  CHECK(all.wanted == 20);
  CHECK(all.rows == rows);
  FeedPlace after;
  after.last = {kCy, AgeOf(1min)};
  after.span = {-2, AgeOf(5h)};
  const auto some = FeedWindow(Request(2, after), Rows(rows, true), {kBo}).Range();
  CHECK(some.newest == AgeOf(1min));
  CHECK(some.oldest == AgeOf(3h));
  CHECK(some.wanted == 2);
  CHECK(some.span == after.span);
}

TEST_CASE("the last page looks down to the start of the window, and has nothing behind it") {
  const auto page = FeedWindow(Request(), Rows(Hourly(3, kAda)), {}).Merge(Whole(0), {});
  CHECK(page.refs == Hourly(3, kAda));
  CHECK_FALSE(page.more);
  CHECK(page.next.last == ImageRef{0, kWindowStart});
  CHECK(page.next.span == SpanChoice{});
  // A millisecond of pulled images is still unread.
  auto known = Whole();
  known.oldest = kWindowStart + 1;
  const auto nearly = FeedWindow(Request(), Rows(Hourly(3, kAda)), {kBo}).Merge(known, {});
  CHECK(nearly.more);
  CHECK(nearly.next.last == ImageRef{0, kWindowStart + 1});
}

TEST_CASE("a page ends where it is full, or where rows or pulled images are unread") {
  struct Case {
    std::string name;
    size_t limit;
    int rows;
    bool more_rows;
    std::optional<Id> oldest;
    int shown;
    ImageRef last;
    bool more;
  };
  const auto rows = Hourly(6, kAda);
  for (const auto& c : std::vector<Case>{
           {"full of rows", 5, 6, true, AgeOf(6h), 5, rows[4], true},
           {"filled by the last row", 6, 6, false, kWindowStart, 6, {0, kWindowStart}, false},
           {"one row too many", 5, 6, false, kWindowStart, 5, rows[4], true},
           {"pulled images end above", 20, 6, false, AgeOf(210min), 3, {0, AgeOf(210min)}, true},
           {"with a row", 20, 6, false, AgeOf(4h), 4, {0, AgeOf(4h)}, true},
           {"below the last row read", 20, 6, true, AgeOf(6h), 6, rows[5], true},
           {"nothing is known of them",
            20,
            6,
            false,
            std::nullopt,
            0,
            {kNewestId, kNewestId},
            true},
       }) {
    INFO(c.name);
    auto known = Whole();
    known.oldest = c.oldest;
    known.whole = false;
    const FeedWindow window(Request(c.limit), Rows(rows, c.more_rows), {kBo});
    const auto page = window.Merge(known, {});
    CHECK(page.refs == Refs(rows.begin(), rows.begin() + c.shown));
    CHECK(page.next.last == c.last);
    CHECK(page.more == c.more);
  }
}

TEST_CASE("a page goes on behind its place, and shows once what comes both ways") {
  const Id at = AgeOf(1h);
  FeedPlace after;
  after.last = {kBo, at};
  const Refs rows = {{kAda, at}, {kAda, at - 1}, {kCy, at - 2}};
  const Refs pulled = {{kCy, at}, {kBo, at}, {kCy, at - 1}, {kCy, at - 2}, {kCy, at + 1}};
  const auto page =
      FeedWindow(Request(20, after), Rows(rows), {kBo, kCy}).Merge(Whole(), Shown(pulled));
  CHECK(page.refs == Refs{{kAda, at}, {kCy, at - 1}, {kAda, at - 1}, {kCy, at - 2}});
}

TEST_CASE("a short page that read its whole span asks for a longer one") {
  struct Case {
    std::string name;
    int found;
    bool whole;
    int steps, expected;
  };
  for (const Case& one : std::vector<Case>{
           {"nothing", 0, true, 0, 4},
           {"nothing, after a shrunk span", 0, true, -7, -2},
           {"one image", 1, true, 0, 1},
           {"not half of a page", 9, true, -3, -2},
           {"half of a page", 10, true, 0, 0},
           {"no more than the longest", 1, true, 4, 4},
           {"nothing, but not whole", 0, false, 0, 0},
           {"half of a page, at the longest", 10, true, 5, 4},
           {"one image, but not whole", 1, false, -5, -5},
       }) {
    INFO(one.name);
    auto known = Whole();
    known.whole = one.whole;
    known.next.steps = one.steps;
    const auto page = FeedWindow(Request(), Rows(Hourly(one.found, kAda)), {kBo}).Merge(known, {});
    CHECK(page.next.span == SpanChoice{one.expected, 0});
    const auto nobody = FeedWindow(Request(), Rows(Hourly(one.found, kAda)), {}).Merge(known, {});
    CHECK(nobody.next.span == SpanChoice{});
  }
}

TEST_CASE("a target is approached for as long as it lies below the page") {
  struct Case {
    Id target, expected;
  };
  auto known = Whole();
  known.oldest = AgeOf(5h);
  for (const auto& [target, expected] :
       std::vector<Case>{{AgeOf(5h) - 1, AgeOf(5h) - 1}, {AgeOf(5h), 0}, {AgeOf(4h), 0}, {0, 0}}) {
    known.next.target = target;
    const auto page = FeedWindow(Request(), Rows({}), {kBo}).Merge(known, {});
    CHECK(page.next.span.target == expected);
  }
  // Of a page that ends early it lies below the last image shown.
  known.next.target = AgeOf(4h);
  const auto page = FeedWindow(Request(2), Rows({}), {kBo}).Merge(known, Shown(Hourly(3, kBo)));
  CHECK(page.next.last == ImageRef{kBo, AgeOf(2h)});
  CHECK(page.next.span.target == AgeOf(4h));
}

TEST_CASE("a page ends where checking another image would cost more than it may") {
  struct Case {
    std::string name;
    size_t limit;
    int pulled;  // authors, 1000 and on
    Refs rows, shown;
    size_t units, length;  // units: read of pulled images
  };
  // Of 20 images a page may cost 110 units. Two are for blocks, and the list of pulled authors
  // costs one at least.
  const auto by_one = Hourly(20, 1000), by_many = HourlyBy(20, 1000);
  const auto pushed = HourlyBy(20, 1), pushed_by_one = Hourly(20, 1);
  for (const auto& c : std::vector<Case>{
           // 20 rows; 87 - 4 * 20 are left.
           {"nobody pulled", 20, 0, pushed, {}, 0, 20},
           {"nobody pulled, 80 units left", 20, 0, pushed, {}, 7, 20},
           {"nobody pulled, 79 units left", 20, 0, pushed, {}, 8, 19},
           // Two for each image, two for the author.
           {"one author, 42 left", 20, 0, pushed_by_one, {}, 45, 20},
           {"one author, 41 left", 20, 0, pushed_by_one, {}, 46, 19},
           // One for each image, one for each author.
           {"20 pulled authors, 40 left", 20, 20, {}, by_many, 48, 20},
           {"20 pulled authors, 39 left", 20, 20, {}, by_many, 49, 19},
           {"more pulled authors than a page has images", 20, 70, {}, by_many, 48, 20},
           {"one pulled author, 21 left", 20, 1, {}, by_one, 86, 20},
           {"one pulled author, 20 left", 20, 1, {}, by_one, 87, 19},
           // Two for each image, one for each author.
           {"pushed before they were pulled, 60 left", 20, 20, by_many, {}, 8, 20},
           {"pushed before they were pulled, 59 left", 20, 20, by_many, {}, 9, 19},
           // Under a quarter of a page it is not cut.
           {"10 units left", 20, 20, {}, by_many, 78, 5},
           {"9 units left", 20, 20, {}, by_many, 79, 20},
           {"none left", 20, 20, {}, by_many, 88, 20},
           {"much too much was read", 20, 20, {}, by_many, 2000, 20},
           {"a page of one", 1, 1, {}, by_one, 2000, 1},
           // 10 for the page and 5 for its image.
           {"a page of three, 4 left", 3, 1, {}, by_one, 18, 3},
           {"a page of three, 3 left", 3, 1, {}, by_one, 19, 2},
           {"a page of three, 2 left", 3, 1, {}, by_one, 20, 1},
           {"a page of three, 1 left", 3, 1, {}, by_one, 21, 3},
       }) {
    INFO(c.name);
    std::vector<UserId> pulled;
    for (int i = 0; i < c.pulled; ++i) pulled.push_back(1000 + i);
    const FeedWindow window(Request(c.limit), Rows(c.rows), pulled);
    const auto page = window.Merge(Whole(c.units), Shown(c.shown));
    const auto& all = c.rows.empty() ? c.shown : c.rows;
    CHECK(page.refs == Refs(all.begin(), all.begin() + static_cast<long>(c.length)));
    CHECK(page.more == (c.length < all.size()));
    CHECK(page.next.last == (page.more ? page.refs.back() : ImageRef{0, kWindowStart}));
  }
}

namespace {

// A feed without a cloud: what is pushed into it and what pulled authors have published.
struct Feed {
  Refs pushed, pulled;
  std::vector<UserId> authors = {kAda, kBo};  // who are pulled
  Paces paces = {};

  void Album(int images, Duration newest, Duration pause, UserId author = kAda) {
    for (int i = 0; i < images; ++i) pulled.push_back({author, AgeOf(newest + i * pause)});
  }
  Refs Expected() const {
    std::set<ImageRef> all = Shown(pushed);
    all.insert(pulled.begin(), pulled.end());
    std::erase_if(all, [](const ImageRef& ref) { return ref.image < kWindowStart; });
    Refs refs(all.begin(), all.end());
    std::ranges::sort(refs, Newer);
    return refs;
  }

  FeedRows ReadRows(const FeedPlace& after, size_t limit) const {
    FeedRows rows;
    for (const auto& ref : pushed)
      if (Newer(after.Start(), ref) && ref.image >= kWindowStart) rows.refs.push_back(ref);
    std::ranges::sort(rows.refs, Newer);
    rows.more = rows.refs.size() > limit;
    if (rows.more) rows.refs.resize(limit + 1);
    rows.units = rows.refs.size();
    return rows;
  }
  // By the table's key: by authors, and the oldest first.
  SliceRead ReadSlice(const Slice& slice) const {
    SliceRead read;
    for (const auto& ref : pulled)
      if (ref.image >= slice.oldest && ref.image <= slice.newest) read.images.push_back(ref);
    std::ranges::sort(read.images);
    const auto most = static_cast<size_t>(slice.most);
    read.complete = slice.is_instant || read.images.size() < most;
    if (!read.complete) read.images.resize(most);
    return read;
  }
  // `learn`: in a process that has read this feed before.
  Candidates Read(const FeedPlace& after, size_t limit, bool learn) {
    const FeedWindow window(Request(limit, after), ReadRows(after, limit), authors);
    Paces nothing_yet;
    Paces& known = learn ? paces : nothing_yet;
    const PullWindow pull(window.Range(), authors, known, kToday);
    std::vector<SliceRead> reads;
    std::set<ImageRef> shown;
    size_t most = 0;
    bool has_instant = false;
    for (const auto& slice : pull.slices()) {
      reads.push_back(ReadSlice(slice));
      shown.insert(reads.back().images.begin(), reads.back().images.end());
      most += static_cast<size_t>(slice.most);
      has_instant = has_instant || slice.is_instant;
    }
    CHECK(pull.slices().size() <= 5);
    pull.Learn(reads, known);
    const auto result = pull.KnownFrom(reads);
    CHECK(most <= limit * 2 + 24);
    if (!has_instant) CHECK(result.units <= std::max<size_t>(most, 5));
    return window.Merge(result, shown);
  }
};

struct Pages {
  size_t all = 0, empty = 0;
};

// Every image once and in order, in no more than so many pages.
Pages ReadAll(Feed& feed, size_t limit, const std::function<bool()>& learn) {
  Pages pages;
  Refs listed;
  Candidates page;
  do {
    const FeedPlace after = page.next;
    page = feed.Read(after, limit, learn());
    CHECK(page.refs.size() <= limit);
    listed.insert(listed.end(), page.refs.begin(), page.refs.end());
    ++pages.all;
    pages.empty += page.refs.empty();
    if (page.more) REQUIRE(page.next != after);
    REQUIRE(pages.all < 1000);
  } while (page.more);
  CHECK(listed == feed.Expected());
  return pages;
}

struct Timeline {
  std::string name;
  Feed feed;
  Pages pages;
};

std::vector<Timeline> Timelines() {
  std::vector<Timeline> timelines;
  const auto add = [&](std::string name, Pages pages) -> Feed& {
    return timelines.emplace_back(Timeline{std::move(name), {}, pages}).feed;
  };
  add("nothing at all", {2, 2});
  add("two images a day", {17, 0}).Album(180, 1h, 12h);
  add("one image in a quarter", {2, 1}).Album(1, 24h * 80, 1ms);
  add("the end of the window and what lies below it", {2, 1}).Album(10, 24h * 90 - 5ms, 1ms);
  add("30 photos of an hour ago", {8, 5}).Album(30, 1h, 1s);
  add("30 photos of a month ago", {8, 5}).Album(30, 24h * 30, 1s);
  add("400 photos of a day ago", {29, 7}).Album(400, 24h, 1s);
  add("a burst right now", {16, 5}).Album(100, 1ms, 10ms);
  add("more in one instant than a slice holds", {13, 9}).Album(70, 24h * 3, 0ms);
  auto& instant = timelines.back().feed.pulled;
  for (size_t i = 0; i < instant.size(); ++i) instant[i].image = instant[i].image.value() + static_cast<Id>(i);
  auto& two = add("two authors in turns, with a gap", {17, 8});
  two.Album(60, 24h * 2, 1min);
  two.Album(60, 24h * 40, 1min, kBo);
  auto& mixed = add("rows among them, some of which come both ways", {9, 2});
  mixed.Album(40, 1h, 1h);
  mixed.pushed = Hourly(100, kCy);
  for (int i = 20; i < 40; ++i) mixed.pushed.push_back(mixed.pulled[static_cast<size_t>(i)]);
  add("rows only", {5, 0}).pushed = Hourly(100, kCy);
  timelines.back().feed.authors.clear();
  return timelines;
}

}  // namespace

TEST_CASE("page by page a feed shows everything once and in order, in few pages") {
  for (auto& [name, feed, pages] : Timelines()) {
    INFO(name);
    const auto read = ReadAll(feed, 20, [] { return false; });
    CHECK(read.all == pages.all);
    CHECK(read.empty == pages.empty);
    for (const size_t limit : {1, 2, 7, 50, 100}) {
      INFO("limit " << limit);
      ReadAll(feed, limit, [] { return true; });
    }
  }
}

TEST_CASE("whatever authors publish, in whatever process a page is read, all is shown once") {
  const auto seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const auto below = [&](size_t limit) { return random() % limit; };
  for (int timeline = 0; timeline < 100; ++timeline) {
    Feed feed;
    for (size_t clusters = 1 + below(5); clusters > 0; --clusters) {
      // Each order of magnitude is as likely as another.
      const Duration newest(1 + below(size_t{10} << below(30)));
      const Duration pause(below(size_t{1} << below(22)));
      for (size_t i = 0, count = 1 + below(80); i < count; ++i) {
        const UserId author = kAda.value() + static_cast<Id>(below(3));
        const Id id = AgeOf(newest + static_cast<int>(i) * pause) + static_cast<Id>(below(4096));
        if (author == kCy || below(4) == 0) feed.pushed.push_back({author, id});
        if (author != kCy) feed.pulled.push_back({author, id});
      }
    }
    std::ranges::sort(feed.pushed);
    feed.pushed.erase(std::ranges::unique(feed.pushed).begin(), feed.pushed.end());
    const auto pages = ReadAll(feed, 1 + below(40), [&] { return below(2) == 0; });
    CHECK(pages.empty <= 60);
  }
}
