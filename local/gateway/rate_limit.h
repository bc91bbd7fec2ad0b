// The rate limiting policy of a deployment (apigatewaylimitingbackendaccess): so many requests a
// second, of all together or of each client.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "local/gateway/recent.h"
#include "local/specification/specification.h"

namespace local {

class RateLimit {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;
  RateLimit(const RateLimiting& limiting, Clock clock);

  // nullopt: the request may go on. Else in how many whole seconds the same client may come again.
  // As many as are allowed a second may come at once; the next one when its part of the second is
  // over.
  std::optional<std::chrono::seconds> Refuse(const std::string& peer);

  static constexpr size_t kMostClients = 10'000;  // remembered; of more the latest

 private:
  using TimePoint = std::chrono::system_clock::time_point;
  const RateLimiting limiting_;
  const Clock clock_;
  const TimePoint::duration each_;   // a request's part of a second
  const TimePoint::duration spare_;  // how far ahead of their parts requests may come
  std::mutex mutex_;
  Recent<TimePoint> next_;  // by client: when the part of a next request begins
};

}  // namespace local
