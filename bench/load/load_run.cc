#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "bench/load/load_bench.h"
#include "local/demo/pictures.h"
#include "oci/json_text.h"

namespace bench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr size_t kAuthors = 2;
constexpr size_t kPhotosEach = 10;                      // together a page of the feed
constexpr int kPhotoWidth = 1600, kPhotoHeight = 1200;  // two megapixels
constexpr milliseconds kPauseWhenBusy{100};             // of somebody who is told to wait
constexpr milliseconds kUntilDelivered{60'000};

// So that each run has people of its own.
std::string NameOfRun() {
  auto left = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() /
                                         milliseconds(1));
  std::string name;
  for (; left > 0; left /= 36) name += "0123456789abcdefghijklmnopqrstuvwxyz"[left % 36];
  return "load" + name + ".";
}

size_t ImagesInFeedOf(Member& member) {
  return oci::ParseOrThrow(member.Must({"GET", "/v1/feed"}).body).at("items").size();
}

void AwaitFeed(Member& member, size_t images) {
  const auto until = SteadyClock::now() + kUntilDelivered;
  while (ImagesInFeedOf(member) < images) {
    if (SteadyClock::now() > until) throw std::runtime_error("a feed without its photos");
    std::this_thread::sleep_for(kPauseWhenBusy);
  }
}

bool IsLater(int status) { return status == 0 || status == 429 || status >= 500; }

// One of the people, in a thread of its own, as long as the schedule goes on.
void Live(Visitor& visitor, Schedule& schedule, bool polite,
          std::array<Tally, kMix.size()>& tally) {
  while (const auto due = schedule.Next(SteadyClock::now())) {
    std::this_thread::sleep_until(due->start);
    const int status = visitor.Do(due->work);
    const auto took = std::chrono::duration_cast<microseconds>(SteadyClock::now() - due->start);
    Tally& own = tally[static_cast<size_t>(due->work)];
    if (status >= 200 && status < 400) {
      own.times.Add(took);
    } else {
      ++own.failures[status];
      if (polite && IsLater(status)) std::this_thread::sleep_for(kPauseWhenBusy);
    }
  }
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  times += other.times;
  for (const auto& [status, count] : other.failures) failures[status] += count;
  missed += other.missed;
  return *this;
}

Tally LoadResults::Sum() const {
  Tally sum;
  for (const auto& tally : by_work) sum += tally;
  return sum;
}

Member& Population::Author(const Place& place, size_t number) {
  auto& author =
      authors_.emplace_back(std::make_unique<Member>(place, number, scene_.authors.at(number)));
  return *author;
}

Population::Population(const Place& place, size_t people, const Tick& tick) {
  const std::string run = NameOfRun();
  scene_.place = place;
  scene_.photo = local::demo::DrawJpeg(local::demo::Scene::kSea, kPhotoWidth, kPhotoHeight, 1);
  for (size_t i = 0; i < kAuthors; ++i) scene_.authors.push_back(run + "a" + std::to_string(i));
  for (size_t i = 0; i < std::max<size_t>(people, 2); ++i)
    scene_.others.push_back(run + std::to_string(i));
  for (size_t i = 0; i < kAuthors; ++i) {
    Member& author = Author(place, i);
    for (size_t photo = 0; photo < kPhotosEach; ++photo)
      author.Must({"POST", "/v1/images", {}, scene_.photo, "image/jpeg"});
  }
  // Of one person alone the other one is there to be followed, and does nothing.
  for (size_t i = 0; i < scene_.others.size(); ++i) {
    auto visitor = std::make_unique<Visitor>(scene_, kAuthors + i, scene_.others[i]);
    if (i < people) {
      visitors_.push_back(std::move(visitor));
    } else {
      quiet_.push_back(std::move(visitor));
    }
    if (i < people) tick();
  }
  AwaitFeed(visitors_.back()->member(), kAuthors * kPhotosEach);
  for (auto& visitor : visitors_) visitor->Do(Work::kFeed);
}

void Population::Leave() {
  for (auto& visitor : visitors_) visitor->member().Leave();
  for (auto& visitor : quiet_) visitor->member().Leave();
  for (auto& author : authors_) author->Leave();
}

LoadResults RunLoad(Population& population, const Pace& pace, const Population::Tick& tick) {
  auto& visitors = population.visitors();
  std::vector<std::array<Tally, kMix.size()>> tallies(visitors.size());
  const auto begin = SteadyClock::now();
  Schedule schedule(pace, begin);
  std::mutex mutex;
  std::condition_variable ended;
  size_t living = visitors.size();
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < visitors.size(); ++i) {
      threads.emplace_back([&, i] {
        Live(*visitors[i], schedule, pace.rate == 0, tallies[i]);
        const std::lock_guard lock(mutex);
        --living;
        ended.notify_all();
      });
    }
    std::unique_lock lock(mutex);
    while (!ended.wait_for(lock, std::chrono::seconds(1), [&] { return living == 0; })) tick();
  }
  LoadResults results;
  results.people = visitors.size();
  results.rate = pace.rate;
  results.seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  for (const auto& tally : tallies)
    for (size_t i = 0; i < kMix.size(); ++i) results.by_work[i] += tally[i];
  for (const auto& due : schedule.Missed()) {
    Tally& tally = results.by_work[static_cast<size_t>(due.work)];
    ++tally.missed;
    tally.times.Add(std::chrono::duration_cast<microseconds>(schedule.end() - due.start));
  }
  return results;
}

}  // namespace bench
