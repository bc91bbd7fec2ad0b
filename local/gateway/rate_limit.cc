#include "local/gateway/rate_limit.h"

#include <algorithm>
#include <cmath>

#include "local/http/client_key.h"

namespace local {
namespace {

using Duration = std::chrono::system_clock::duration;

Duration Seconds(double count) {
  return std::chrono::round<Duration>(std::chrono::duration<double>(count));
}

}  // namespace

RateLimit::RateLimit(const RateLimiting& limiting, Clock clock)
    : limiting_(limiting),
      clock_(std::move(clock)),
      each_(Seconds(1 / limiting.per_second)),
      spare_(each_ * (std::max<int64_t>(std::llround(std::floor(limiting.per_second)), 1) - 1)),
      next_(kMostClients) {}

std::optional<std::chrono::seconds> RateLimit::Refuse(const std::string& peer) {
  const bool total = limiting_.key == RateLimiting::Key::kTotal;
  const std::string client = total ? std::string() : ClientKey(peer);
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  TimePoint* known = next_.Find(client);
  // Never further in the future than requests could bring it: a clock that was set back must not
  // lock anybody out.
  const auto next = known == nullptr ? now : std::clamp(*known, now, now + spare_ + each_);
  if (known != nullptr) *known = next;
  if (const auto wait = next - spare_ - now; wait > Duration::zero()) {
    return std::chrono::ceil<std::chrono::seconds>(wait);
  }
  next_.Put(client, next + each_);
  return std::nullopt;
}

}  // namespace local
