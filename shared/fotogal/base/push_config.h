// What Web Push needs, and to which push services the service talks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/result.h"

namespace fotogal {

// Without a key there are no pushes.
struct PushConfig {
  std::string key;      // FOTOGAL_PUSH_KEY, decoded: a private key (shared/webpush/keys.h)
  std::string contact;  // FOTOGAL_PUSH_CONTACT: "mailto:..." or "https://..."; "": not told
  std::vector<std::string> hosts;  // FOTOGAL_PUSH_HOSTS

  bool is_on() const { return !key.empty(); }
};

// As the variables have them; "": not set.
struct PushVariables {
  std::string key = {}, contact = {}, hosts = {};
  std::string web_url = {}, mail_sender = {};  // what else a contact is made of
};
oci::Result<PushConfig> ReadPushes(const PushVariables& variables);

inline constexpr std::size_t kLongestEndpoint = 1000;

// Whether a browser may name that address as the one of its push service. The service sends
// requests there, so only to hosts that its operator lists: by https and without a port or a user,
// or to an address of this machine that is listed whole.
bool IsPushEndpoint(const PushConfig& config, std::string_view endpoint);

}  // namespace fotogal
