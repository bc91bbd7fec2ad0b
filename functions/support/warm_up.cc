#include "functions/support/warm_up.h"

#include <exception>

namespace fotogal {
namespace {

constexpr std::chrono::seconds kWarmUpTime{1};

}  // namespace

RunningWarmUp::RunningWarmUp(Services& services, WarmUp warm_up) {
  if (warm_up == nullptr) return;
  thread_ = std::jthread([&services, warm_up](std::stop_token stop) {
    oci::Call call(services.clock, services.clock() + kWarmUpTime,
                   [stop] { return stop.stop_requested(); });
    try {
      (void)warm_up({services, call});
    } catch (const std::exception&) {
      // A failure here will also happen in the first call, and be reported there.
    }
  });
}

void RunningWarmUp::Await(const fdk::Request& request) {
  if (thread_.joinable() && request.headers.Get("X-FotoGal-User-Id")) thread_.join();
}

}  // namespace fotogal
