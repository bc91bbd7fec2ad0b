// The rate limiting policy of a deployment (Oracle's page apigatewaylimitingbackendaccess):
// requests per second, of all clients together or of each client.
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

  // nullopt: the request is allowed. Else the whole seconds after which the same client may try
  // again. A second's requests may come all at once; each later one when its share of a second has
  // passed.
  std::optional<std::chrono::seconds> Refuse(const std::string& peer);

  // clients that are remembered, the most recent ones
  static constexpr size_t kMostClients = 10'000;

 private:
  using TimePoint = std::chrono::system_clock::time_point;
  const RateLimiting limiting_;
  const Clock clock_;
  const TimePoint::duration each_;   // one request's share of a second
  const TimePoint::duration spare_;  // how far ahead of their shares requests may come
  std::mutex mutex_;
  Recent<TimePoint> next_;  // by client: when the share of the next request begins
};

}  // namespace local
