#include "functions/support/audit.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "functions/support/client_address.h"
#include "oci/json_text.h"

namespace fotogal {

Unit Audit(Exchange& exchange, const std::string& event, nlohmann::json data) {
  constexpr std::chrono::milliseconds kPatience{200};
  Services& services = exchange.context.services;
  if (services.config.log_id.empty()) return {};
  const auto now = exchange.context.Now();
  data["event"] = event;
  data["time"] = common::Rfc3339(now);
  data["client_address"] = ClientAddress(exchange);
  oci::Call call(services.clock, std::min(exchange.context.call.deadline(), now + kPatience),
                 [&exchange] { return exchange.context.call.Cancelled(); });
  const std::string text = oci::JsonText(data);
  (void)services.logging->Push(call, services.config.log_id, "fotogal.audit", event,
                               {{NewToken(services.random), text, now}});
  exchange.context.call.requests += call.requests.load();
  return {};
}

}  // namespace fotogal
