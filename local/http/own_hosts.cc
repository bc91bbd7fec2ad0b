#include "local/http/own_hosts.h"

#include <algorithm>
#include <optional>

#include "common/ascii.h"

namespace local {
namespace {

// The host without its port; nullopt for "a:b", "a:", "[::1", "", "user@host".
std::optional<std::string_view> NameIn(std::string_view host) {
  const auto bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto colon = std::min(host.find(':', bracket), host.size());
  const auto name = host.substr(0, colon);
  const auto port = host.substr(colon);
  const bool is_port = port.empty() || (port.size() > 1 && port.size() <= 6 &&
                                        std::all_of(port.begin() + 1, port.end(), common::IsDigit));
  if (name.empty() || !is_port || name.find_first_of("@/?#, ") != std::string_view::npos)
    return std::nullopt;
  return name;
}

int RefuseName(std::string_view host, const std::vector<std::string>& hosts) {
  const auto name = NameIn(host);
  if (!name) return 400;
  const bool is_own = std::any_of(hosts.begin(), hosts.end(),
                                  [&](const auto& own) { return common::EqualNoCase(own, *name); });
  return is_own ? 0 : 421;
}

}  // namespace

std::vector<std::string> LoopbackHosts() { return {"localhost", "127.0.0.1", "[::1]"}; }

int RefuseForeignHost(const common::RequestHead& head, const std::vector<std::string>& hosts) {
  if (hosts.empty()) return 0;
  const auto given = head.headers.GetAll("Host");
  if (given.size() > 1 || (given.empty() && !head.is_http_1_0)) return 400;
  if (!given.empty()) {
    if (const int refused = RefuseName(given[0], hosts); refused != 0) return refused;
  }
  const auto scheme = head.target.find("://");
  if (head.target.starts_with('/') || scheme == std::string::npos) return 0;
  const auto rest = std::string_view(head.target).substr(scheme + 3);
  return RefuseName(rest.substr(0, rest.find_first_of("/?#")), hosts);
}

}  // namespace local
