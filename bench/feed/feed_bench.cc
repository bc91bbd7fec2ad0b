#include "bench/feed/feed_bench.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "bench/feed/crowd.h"
#include "fotogal/base/schema.h"
#include "fotogal/fanout_jobs.h"
#include "fotogal/feed/delivery.h"
#include "fotogal/feed/feed.h"
#include "fotogal/people/user.h"
#include "functions/feed/handler.h"
#include "functions/like/handler.h"
#include "oci/json_text.h"

namespace bench {
namespace {

using fotogal::ImageRef;
using std::chrono::minutes;

constexpr int kPage = 20;
constexpr int kRepeats = 5;
constexpr int kImages = 100;  // in each feed, at least

fdk::Response Send(MemoryCloud& cloud, fotogal::FunctionHandler handler, const char* method,
                   const std::string& path, fotogal::UserId as) {
  fdk::Request request;
  request.is_http = true;
  request.method = method;
  request.path = request.url = path;
  request.headers.Set("X-FotoGal-User-Id", fotogal::ToBase36(as));
  request.headers.Set("X-FotoGal-Session-Id", fotogal::ToBase36(as));
  request.headers.Set("X-FotoGal-Via", "bearer");
  fdk::Context::Values values;
  values.call_id = "bench";
  values.deadline = cloud.Now() + std::chrono::seconds(30);
  fdk::Context context(std::move(values));
  auto response = handler(cloud.services(), request, context);
  if (response.status != 200)
    throw std::runtime_error(std::string(method) + " " + path + ": " + response.body);
  return response;
}

// The median by CPU; units, requests and round trips are always the same.
Bill Median(std::vector<Bill> bills) {
  std::ranges::sort(bills, {}, &Bill::cpu_ms);
  return bills[bills.size() / 2];
}

struct Feed {
  int followed = 0;
  int pulled = 0;    // of these
  int in_a_row = 2;  // images that an author publishes in a row
  int minutes_apart = 10;
};

// The owner of such a feed, who has liked everything on the first pages. Pulled authors publish
// every other image.
fotogal::UserId MakeFeed(Crowd& crowd, const Feed& feed) {
  const fotogal::UserId owner = crowd.AddPerson();
  std::vector<fotogal::UserId> pulled, pushed;
  for (int i = 0; i < feed.followed; ++i) {
    const bool pulls = i < feed.pulled;
    auto& authors = pulls ? pulled : pushed;
    authors.push_back(crowd.AddPerson(1, pulls));
    crowd.AddFollow(owner, authors.back(), pulls);
  }
  const int images = std::max(kImages, feed.followed * feed.in_a_row);
  for (int i = 0; i < images; ++i) {
    const auto turn = static_cast<size_t>(i / feed.in_a_row);
    const bool pulls = !pulled.empty() && turn % 2 == 0;
    const fotogal::UserId author = pulls            ? pulled[turn / 2 % pulled.size()]
                                   : pulled.empty() ? pushed[turn % pushed.size()]
                                                    : pushed[turn / 2 % pushed.size()];
    const auto image = crowd.AddImage(author, minutes(1 + i * feed.minutes_apart));
    if (!pulls) crowd.AddFeedRow(owner, image);
    if (i < kImages) crowd.AddLike(owner, image);
  }
  return owner;
}

// With pulled authors a page may lack an image or two, because the length of a slice is an
// estimate.
Bill MeasurePage(MemoryCloud& cloud, fotogal::UserId owner, size_t least = kPage) {
  std::vector<Bill> bills;
  for (int i = 0; i <= kRepeats; ++i) {
    size_t items = 0;
    const Bill bill = cloud.Charge([&] {
      const auto answer = Send(cloud, &fotogal::feed::Handle, "GET", "/v1/feed", owner);
      items = oci::ParseOrThrow(answer.body)["items"].size();
    });
    // The first one prepares statements and makes the access to the authors' photos, which pages
    // check once more while it is new (images/photo_addresses.h).
    if (i == 0) cloud.Pass(std::chrono::seconds(10));
    if (i > 0) bills.push_back(bill);
    if (i > 0 && items < least) throw std::runtime_error("a page that is not full");
  }
  return Median(std::move(bills));
}

// The author's feed row, the job and the whole fan-out; not the object, the image's row and its
// count, which do not depend on the number of followers.
Bill MeasurePublish(MemoryCloud& cloud, Crowd& crowd, fotogal::UserId author) {
  static int age = 0;
  const ImageRef image = crowd.AddImage(author, minutes(++age));
  auto looking = cloud.NewCall();
  const auto row = fotogal::FindImageRow({cloud.services(), looking}, image);
  if (!row.ok() || !*row) throw std::runtime_error("an image that is not there");
  return cloud.Charge([&] {
    auto call = cloud.NewCall();
    const auto own = fotogal::WriteFeedRows({cloud.services(), call}, {{author, image}});
    const auto job = fotogal::QueuePublish({cloud.services(), call}, (*row)->op, image);
    if (!own.ok() || !job.ok()) throw std::runtime_error("a publication that failed");
    if (!fotogal::RunJob({cloud.services(), call}, *job, fotogal::FanoutJobs()).ok())
      throw std::runtime_error("a fan-out that failed");
  });
}

Bill MeasureFanout(MemoryCloud& cloud, Crowd& crowd, int followers, bool pulled) {
  const fotogal::UserId author = crowd.AddPerson(0, pulled);
  for (int i = 0; i < followers; ++i) crowd.AddFollow(1'000'000'000 + i, author, pulled);
  MeasurePublish(cloud, crowd, author);  // prepares statements
  return MeasurePublish(cloud, crowd, author);
}

Bill MeasureLike(MemoryCloud& cloud, Crowd& crowd, int likes) {
  const ImageRef image = crowd.AddImage(crowd.AddPerson(), minutes(7), likes);
  for (int i = 0; i < likes; ++i) crowd.AddLike(2'000'000'000 + i, image);
  const ImageRef another = crowd.AddImage(crowd.AddPerson(), minutes(7), 0);
  std::vector<Bill> bills;
  for (int i = 0; i <= kRepeats; ++i) {
    const fotogal::UserId fan = crowd.AddPerson();
    const auto like = [&](const ImageRef& which) {
      Send(cloud, &fotogal::like::Handle, "PUT", "/v1/images/" + fotogal::ToString(which) + "/like",
           fan);
    };
    // the first like of a day also inserts the row that counts, which takes one more round trip
    like(another);
    const Bill bill = cloud.Charge([&] { like(image); });
    if (i > 0) bills.push_back(bill);
  }
  return Median(std::move(bills));
}

}  // namespace

FeedResults MeasureFeed(const std::vector<int>& sizes) {
  auto opened = MemoryCloud::Open();
  if (!opened.ok()) throw std::runtime_error(opened.error().message);
  MemoryCloud& cloud = **opened;
  Crowd crowd(cloud);
  FeedResults results{{"one feed page", "people followed", {}},
                      {"one feed page, five of them pulled", "people followed", {}},
                      {"one publication", "followers", {}},
                      {"one publication, pulled", "followers", {}},
                      {"one like", "likes", {}},
                      {}};
  for (const int size : sizes) {
    const auto add = [&](Series& series, const Bill& bill) {
      series.points.push_back({size, bill});
    };
    add(results.page, MeasurePage(cloud, MakeFeed(crowd, {size})));
    add(results.pulled_page, MeasurePage(cloud, MakeFeed(crowd, {size, 5}), kPage - 4));
    add(results.publish, MeasureFanout(cloud, crowd, size, false));
    add(results.pulled_publish, MeasureFanout(cloud, crowd, size, true));
    add(results.like, MeasureLike(cloud, crowd, size));
  }
  results.widest_page = MeasurePage(cloud, MakeFeed(crowd, {40, 0, 1}));
  return results;
}

std::vector<std::string> Violations(const FeedResults& results) {
  std::vector<std::string> broken;
  const auto hold = [&](bool holds, std::string sentence) {
    if (!holds) broken.push_back(std::move(sentence));
  };
  for (const Series* series : {&results.page, &results.pulled_page, &results.like}) {
    long least = series->points.front().bill.read_units + series->points.front().bill.write_units;
    long most = least;
    for (const auto& point : series->points) {
      least = std::min(least, point.bill.read_units + point.bill.write_units);
      most = std::max(most, point.bill.read_units + point.bill.write_units);
    }
    hold(most * 10 <= least * 12, series->name + " costs the same within 20 %");
  }
  for (const Series* series : {&results.page, &results.pulled_page}) {
    for (const auto& point : series->points) {
      hold(point.bill.round_trips <= 3, series->name + " takes at most 3 round trips");
      hold(point.bill.read_units <= 110, series->name + " costs at most 110 read units");
    }
  }
  hold(results.widest_page.round_trips <= 3 && results.widest_page.read_units <= 110,
       "a page by 20 authors takes at most 3 round trips and 110 read units");
  for (const auto& point : results.publish.points) {
    // The part that does not depend on followers is measured where nothing is written for them.
    const Bill& fixed = results.pulled_publish.points.front().bill;
    hold(point.bill.write_units <= fixed.write_units + 2L * point.size,
         "a publication costs at most 2 write units a follower");
    // Reading an entry of the index with ABSOLUTE costs 2; each page of a thousand reads the author
    // again.
    const long pages = 1 + point.size / 1000;
    hold(point.bill.read_units <= fixed.read_units + 2L * point.size + 10 * pages,
         "a publication costs no more reads than a scan of the followers");
  }
  for (const auto& point : results.pulled_publish.points)
    hold(point.bill.write_units == results.pulled_publish.points.front().bill.write_units,
         "a pulled publication writes nothing to followers");
  for (const auto& point : results.like.points)
    hold(point.bill.round_trips <= 4, "a like takes at most 4 round trips");
  return broken;
}

namespace {

void Write(const FeedResults& results, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const std::pair<const char*, std::string> files[] = {{"/feed.md", ToMarkdown(results)},
                                                       {"/feed.svg", ToSvg(results)}};
  for (const auto& [name, text] : files) {
    std::ofstream file(folder + name);
    file << text << std::flush;
    if (!file) throw std::runtime_error(folder + name + " cannot be written");
  }
}

}  // namespace

int RunFeedBench(const FeedBenchOptions& options) {
  std::vector<int> sizes;
  for (int size = 10; size <= options.most; size *= 10) sizes.push_back(size);
  try {
    const FeedResults results = MeasureFeed(sizes);
    std::printf("%s", ToMarkdown(results).c_str());
    if (!options.folder.empty()) Write(results, options.folder);
    const auto broken = Violations(results);
    for (const auto& sentence : broken) std::printf("NOT MET: %s\n", sentence.c_str());
    return broken.empty() ? 0 : 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "fotogal: %s\n", failure.what());
    return 1;
  }
}

}  // namespace bench
