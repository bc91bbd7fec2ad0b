#include "local/running/operator.h"

#include <sodium.h>

#include "local/standin/identity/principals.h"
#include "oci/curl_transport.h"

namespace local {

oci::TimePoint SystemNow() { return std::chrono::system_clock::now(); }

oci::Call CallWithin(std::chrono::milliseconds patience) {
  return {&SystemNow, SystemNow() + patience};
}

oci::Result<std::shared_ptr<oci::Requester>> OperatorRequester(const DataFolder& folder) {
  OCI_ASSIGN_OR_RETURN(const auto principals,
                       standin::Principals::Open(PrincipalsFolder(folder), SystemNow()));
  const auto environment = oci::ProcessEnvironment();
  OCI_ASSIGN_OR_RETURN(
      auto credentials,
      oci::ConfigFileCredentials(environment, principals.ConfigFile().string(), "DEFAULT"));
  return std::make_shared<oci::Requester>(oci::ProcessDependencies(
      oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)}),
      std::move(credentials)));
}

oci::Result<fotogal::Services> OperatorServices(const DataFolder& folder, const Running& running) {
  OCI_ASSIGN_OR_RETURN(auto requester, OperatorRequester(folder));
  const oci::Environment environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = running.function_config.find(name);
    if (found == running.function_config.end()) return std::nullopt;
    return found->second;
  };
  OCI_ASSIGN_OR_RETURN(auto config,
                       fotogal::ReadConfig(environment, standin::kRegion, standin::kCompartmentId));
  return fotogal::MakeServices(
      std::move(requester), std::move(config), &SystemNow,
      [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); });
}

}  // namespace local
