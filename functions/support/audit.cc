#include "functions/support/audit.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "functions/support/client_address.h"
#include "oci/json_text.h"

namespace fotogal {

namespace {

// Sends one entry, within that time.
oci::Status Push(Exchange& exchange, const std::string& event, nlohmann::json data,
                 oci::TimePoint deadline) {
  Services& services = exchange.context.services;
  if (services.config.log_id.empty()) return oci::Ok();
  const auto now = exchange.context.Now();
  data["event"] = event;
  data["time"] = common::Rfc3339(now);
  data["client_address"] = ClientAddress(exchange);
  oci::Call call(services.clock, std::min(exchange.context.call.deadline(), deadline),
                 [&exchange] { return exchange.context.call.Cancelled(); });
  const std::string text = oci::JsonText(data);
  auto pushed = services.logging->Push(call, services.config.log_id, "fotogal.audit", event,
                                       {{NewToken(services.random), text, now}});
  exchange.context.call.requests += call.requests.load();
  return pushed;
}

}  // namespace

Unit Audit(Exchange& exchange, const std::string& event, nlohmann::json data) {
  constexpr std::chrono::milliseconds kPatience{200};
  (void)Push(exchange, event, std::move(data), exchange.context.Now() + kPatience);
  return {};
}

Outcome<Unit> AuditOrFail(Exchange& exchange, const std::string& event, nlohmann::json data) {
  const auto pushed = Push(exchange, event, std::move(data), exchange.context.call.deadline());
  if (!pushed.ok()) return TryAgain("It was done, but could not be written to the log. Repeat it.");
  return Unit{};
}

}  // namespace fotogal
