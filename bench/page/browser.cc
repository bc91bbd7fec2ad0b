#include "bench/page/browser.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include "oci/json_text.h"

namespace bench {
namespace {

constexpr size_t kConnections = 6;  // to a host, as browsers have with HTTP/1.1
constexpr int kMostRedirects = 5;
constexpr std::chrono::milliseconds kPauseWhenBusy{200};

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Traffic& Traffic::operator+=(const Traffic& other) {
  to_gateway += other.to_gateway;
  to_storage += other.to_storage;
  unchanged += other.unchanged;
  busy += other.busy;
  json_bytes += other.json_bytes;
  picture_bytes += other.picture_bytes;
  ms += other.ms;
  return *this;
}

std::optional<std::chrono::seconds> FreshFor(std::string_view cache_control) {
  constexpr std::string_view kMaxAge = "max-age=";
  if (cache_control.find("no-store") != std::string_view::npos) return std::nullopt;
  const auto at = cache_control.find(kMaxAge);
  if (at == std::string_view::npos || cache_control.find("no-cache") != std::string_view::npos)
    return std::chrono::seconds(0);
  return std::chrono::seconds(std::stol(std::string(cache_control.substr(at + kMaxAge.size()))));
}

// A connection to each host that was asked.
struct Browser::Lane {
  Connection& To(const Target& target) {
    auto& connection = connections[target.host + ":" + std::to_string(target.port)];
    if (!connection) connection = std::make_unique<Connection>(target.host, target.port);
    return *connection;
  }
  std::map<std::string, std::unique_ptr<Connection>> connections;
};

Browser::Browser(int port, std::string cookie) : port_(port), cookie_(std::move(cookie)) {
  for (size_t i = 0; i < kConnections; ++i) lanes_.push_back(std::make_unique<Lane>());
}
Browser::~Browser() = default;

nlohmann::json Browser::GetJson(const std::string& url) {
  return oci::ParseOrThrow(Fetch(*lanes_.front(), url, true));
}

void Browser::GetPictures(const std::vector<std::string>& urls) {
  std::atomic<size_t> next{0};
  std::vector<std::string> failures(lanes_.size());
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < lanes_.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          for (size_t turn = next++; turn < urls.size(); turn = next++)
            (void)Fetch(*lanes_[i], urls[turn], false);
        } catch (const std::exception& failure) {
          failures[i] = failure.what();
        }
      });
    }
  }
  for (const auto& failure : failures)
    if (!failure.empty()) throw std::runtime_error(failure);
}

void Browser::LetPass(std::chrono::seconds time) {
  const std::lock_guard lock(mutex_);
  for (auto& [url, kept] : cache_)
    kept.fresh_for = std::max(kept.fresh_for - time, std::chrono::seconds(0));
}

Traffic Browser::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(traffic_, {});
}

Answer Browser::Ask(Lane& lane, const std::string& url, const std::string& etag) {
  const Target target = TargetOf(url, port_);
  const bool is_gateway = target.port == port_;
  bench::Ask ask{"GET", target.path, {{"Accept-Encoding", "gzip, deflate, br"}}};
  if (is_gateway) ask.headers.emplace_back("Cookie", cookie_);
  if (!etag.empty()) ask.headers.emplace_back("If-None-Match", etag);
  for (;;) {
    Answer answer = lane.To(target).Send(ask);
    {
      const std::lock_guard lock(mutex_);
      ++(is_gateway ? traffic_.to_gateway : traffic_.to_storage);
      traffic_.unchanged += answer.status == 304;
      traffic_.busy += answer.status == 503;
    }
    if (answer.status != 503) return answer;
    std::this_thread::sleep_for(kPauseWhenBusy);
  }
}

void Browser::Keep(const std::string& url, const Answer& answer) {
  const auto fresh_for = FreshFor(answer.Header("cache-control"));
  if (!fresh_for) return;
  const std::lock_guard lock(mutex_);
  Kept& kept = cache_[url];
  kept.fresh_for = *fresh_for;
  if (answer.status == 304) return;
  kept.etag = answer.Header("etag");
  kept.body = answer.Header("content-encoding") == "gzip" ? Unzip(answer.body) : answer.body;
}

std::string Browser::Fetch(Lane& lane, const std::string& first_url, bool is_json) {
  std::string url = first_url;
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    Kept kept;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = cache_.find(url); found != cache_.end()) kept = found->second;
    }
    if (kept.fresh_for.count() > 0) return kept.body;
    const Answer answer = Ask(lane, url, kept.etag);
    if (IsRedirect(answer.status)) {
      url = answer.Header("location");
      continue;
    }
    if (answer.status != 200 && answer.status != 304)
      throw std::runtime_error(url + ": " + std::to_string(answer.status) + " " + answer.body);
    Keep(url, answer);
    const std::lock_guard lock(mutex_);
    (is_json ? traffic_.json_bytes : traffic_.picture_bytes) +=
        static_cast<long>(answer.body.size());
    if (answer.status == 304) return kept.body;
    return answer.Header("content-encoding") == "gzip" ? Unzip(answer.body) : answer.body;
  }
  throw std::runtime_error(first_url + ": too many redirects");
}

}  // namespace bench
