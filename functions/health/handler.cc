#include "functions/health/handler.h"

#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/rfc3339.h"
#include "fotogal/base/schema.h"
#include "fotogal/jobs/jobs.h"
#include "functions/health/version.h"
#include "oci/parallel.h"

namespace fotogal::health {
namespace {

using Json = nlohmann::json;

// Results of the last check of the services, which is made every 10 s at most.
class LastSeen {
 public:
  Json Get(Exchange& exchange) {
    constexpr std::chrono::seconds kLookEvery{10};
    const std::lock_guard lock(mutex_);
    if (!services_ || exchange.context.Now() - at_ >= kLookEvery) {
      at_ = exchange.context.Now();
      services_ = Look(exchange);
    }
    return *services_;
  }

 private:
  static Json Entry(oci::TimePoint at, const oci::Error* error) {
    Json entry{{"ok", error == nullptr}, {"seen_at", common::Rfc3339(at)}};
    if (error != nullptr) entry["code"] = error->code;
    return entry;
  }

  static Json Look(Exchange& exchange) {
    constexpr std::chrono::seconds kPatience{3};
    Services& services = exchange.context.services;
    const auto now = exchange.context.Now();
    oci::Call call(services.clock, std::min(exchange.context.call.deadline(), now + kPatience),
                   [&exchange] { return exchange.context.call.Cancelled(); });
    auto [row, bucket, starts] = oci::InParallel(
        [&] {
          return services.nosql->Get(call, schema::kUsers, {{"id", 0}},
                                     oci::nosql::Consistency::kEventual);
        },
        // Listing objects is all that the functions' policy allows on the bucket itself.
        [&] { return services.objects->List(call, "", "", 1); },
        [&] {
          return CheckStarts({services, call});
        });
    return {{"functions", Entry(now, starts.ok() ? nullptr : &starts.error())},
            {"nosql", Entry(now, row.ok() ? nullptr : &row.error())},
            {"object_storage", Entry(now, bucket.ok() ? nullptr : &bucket.error())}};
  }

  std::mutex mutex_;
  oci::TimePoint at_;
  std::optional<Json> services_;
};

Answer GetHealth(Exchange& exchange) {
  static LastSeen last_seen;
  const Json services = last_seen.Get(exchange);
  const bool mails = exchange.context.services.config.mail.is_on();
  bool ok = true;
  for (const auto& service : services) ok = ok && service.at("ok").get<bool>();
  return JsonResponse(200, {{"status", ok ? "ok" : "degraded"},
                            {"version", kVersion},
                            {"build", kBuild},
                            {"mail", mails ? "on" : "not_configured"},
                            {"services", services}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("health", services, {{"/v1/health", {{"GET", &GetHealth}}}}, request, context);
}

}  // namespace fotogal::health
