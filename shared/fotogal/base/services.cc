#include "fotogal/base/services.h"

#include <sodium.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "nosql/rows.h"
#include "oci/curl_transport.h"
#include "oci/json_text.h"
#include "oci/nosql.h"

namespace fotogal {
namespace {

// Fn collects stderr. One write, so that lines of several threads do not mix.
void WriteToStderr(const nlohmann::json& line) {
  const std::string text = oci::JsonText(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::unique_ptr<oci::nosql::Rows> RowsOver(const std::shared_ptr<oci::Requester>& requester,
                                           const Config& config) {
  if (config.nosql_protocol == NosqlProtocol::kRest) {
    return std::make_unique<oci::nosql::Client>(
        requester, oci::nosql::Client::Settings{config.nosql_endpoint, config.compartment_id});
  }
  return std::make_unique<nosql::DriverRows>(
      requester, nosql::Client::Settings{config.nosql_endpoint, config.compartment_id});
}

}  // namespace

void SlowestStatement::Note(std::string_view name, std::int64_t ms) {
  const std::lock_guard lock(mutex_);
  if (slowest_.name.empty() || ms > slowest_.ms) slowest_ = {name, ms};
}

SlowestStatement::Taken SlowestStatement::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(slowest_, {});
}

Services MakeServices(std::shared_ptr<oci::Requester> requester, Config config, oci::Clock clock,
                      Random random) {
  Services services;
  services.nosql = RowsOver(requester, config);
  services.objects = std::make_unique<oci::object_storage::Client>(
      requester, oci::object_storage::Client::Settings{config.object_storage_endpoint,
                                                       config.object_namespace, config.bucket});
  services.web = std::make_unique<oci::object_storage::Client>(
      requester, oci::object_storage::Client::Settings{config.object_storage_endpoint,
                                                       config.object_namespace, config.web_bucket});
  services.functions = std::make_unique<oci::functions::Client>(requester);
  services.logging =
      std::make_unique<oci::logging::IngestionClient>(requester, config.logging_endpoint);
  services.mail = std::make_unique<oci::email::Client>(requester, config.mail.endpoint);
  services.log = &WriteToStderr;
  services.clock = std::move(clock);
  services.random = std::move(random);
  services.config = std::move(config);
  return services;
}

oci::Result<Services> ServicesFromEnvironment(const oci::Environment& environment) {
  if (sodium_init() < 0) return oci::ConfigurationError("libsodium could not be initialised");
  const oci::Clock clock = [] { return std::chrono::system_clock::now(); };
  OCI_ASSIGN_OR_RETURN(auto credentials, oci::DefaultCredentials(environment, clock));
  OCI_ASSIGN_OR_RETURN(
      auto config, ReadConfig(environment, credentials->region(), credentials->compartment_id()));
  const auto transport = oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)});
  auto requester =
      std::make_shared<oci::Requester>(oci::ProcessDependencies(transport, std::move(credentials)));
  auto services = MakeServices(
      std::move(requester), std::move(config), clock,
      [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); });
  services.push_services = transport;
  return services;
}

}  // namespace fotogal
