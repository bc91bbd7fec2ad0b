#include <sodium.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "common/files.h"
#include "fotogal/base/schema.h"
#include "local/running/operator.h"
#include "oci/curl_transport.h"
#include "oci/endpoints.h"
#include "operate/import/config.h"
#include "terminal/signals.h"

namespace operate::v1 {
namespace {

// The clients for one side. The tables of a source are not those of the service's schema.
oci::Result<fotogal::Services> ServicesInRegion(const Side& side) {
  const auto environment = oci::ProcessEnvironment();
  OCI_ASSIGN_OR_RETURN(auto credentials,
                       oci::ConfigFileCredentials(environment, side.config_file, side.profile));
  fotogal::Config config;
  config.compartment_id = side.compartment_id;
  config.object_namespace = side.object_namespace;
  config.bucket = side.bucket;
  config.nosql_endpoint =
      side.nosql_endpoint.empty() ? oci::NoSqlEndpoint(side.region) : side.nosql_endpoint;
  config.object_storage_endpoint = side.object_storage_endpoint.empty()
                                       ? oci::ObjectStorageEndpoint(side.region)
                                       : side.object_storage_endpoint;
  auto requester = std::make_shared<oci::Requester>(oci::ProcessDependencies(
      oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)}),
      std::move(credentials)));
  return fotogal::MakeServices(
      std::move(requester), std::move(config), &local::SystemNow,
      [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); });
}

oci::Result<fotogal::Services> ServicesOf(const Side& side) {
  if (side.data.empty()) return ServicesInRegion(side);
  OCI_ASSIGN_OR_RETURN(const auto folder, local::FindDataFolder(side.data));
  OCI_ASSIGN_OR_RETURN(auto running, local::FindRunning(folder));
  if (!side.bucket.empty()) running.function_config["FOTOGAL_BUCKET"] = side.bucket;
  if (!side.object_namespace.empty())
    running.function_config["FOTOGAL_OBJECT_NAMESPACE"] = side.object_namespace;
  if (!side.compartment_id.empty())
    running.function_config["FOTOGAL_COMPARTMENT_ID"] = side.compartment_id;
  return local::OperatorServices(folder, running);
}

bool SameTables(const ImportConfig& config, const fotogal::Services& source,
                const fotogal::Services& destination) {
  const bool same_place = source.config.nosql_endpoint == destination.config.nosql_endpoint &&
                          source.config.compartment_id == destination.config.compartment_id;
  for (const auto& table : fotogal::schema::Tables()) {
    if (same_place &&
        (table.name == config.source.users_table || table.name == config.source.images_table))
      return true;
  }
  return false;
}

// An error line about OCI, with the request id to quote to Oracle.
std::string LineOf(const oci::Error& error) {
  std::string line = error.message;
  if (!error.code.empty() && error.code != "configuration") line = error.code + ": " + line;
  if (!error.opc_request_id.empty()) line += " (opc-request-id " + error.opc_request_id + ")";
  return line;
}

void Print(const Summary& summary, const ImportConfig& config) {
  if (summary.was_finished) std::printf("An earlier run has finished; nothing was written.\n");
  std::printf("people %lld, images %lld, reactions %lld, follows %lld, requests %lld\n",
              static_cast<long long>(summary.people), static_cast<long long>(summary.images),
              static_cast<long long>(summary.reactions), static_cast<long long>(summary.follows),
              static_cast<long long>(summary.requests));
  for (const auto& [name, count] : summary.cases)
    std::printf("  %-28s %lld\n", name.c_str(), static_cast<long long>(count));
  std::printf("report: %s\n", config.report_path.c_str());
}

oci::Result<Summary> Run(const ImportConfig& config) {
  OCI_ASSIGN_OR_RETURN(auto source, ServicesOf(config.source));
  OCI_ASSIGN_OR_RETURN(auto destination, ServicesOf(config.destination));
  if (SameTables(config, source, destination)) {
    return oci::ConfigurationError("source.tables: these are tables of the new layout");
  }
  Options options;
  options.state_path = config.state_path;
  options.report_path = config.report_path;
  options.in_flight = static_cast<size_t>(config.in_flight);
  options.patience = std::chrono::seconds(config.patience_seconds);
  options.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  terminal::Progress progress(stderr, isatty(STDERR_FILENO) == 1);
  return Import(
      {*source.nosql, *source.objects, config.source.users_table, config.source.images_table},
      destination, options, progress);
}

}  // namespace

int ImportV1(const std::string& config_path) {
  terminal::UnblockSignals();  // may be stopped at any moment
  const auto text = common::ReadFile(config_path);
  const auto config = text ? ParseImportConfig(*text, config_path)
                           : oci::ConfigurationError("cannot read " + config_path);
  if (!config.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", LineOf(config.error()).c_str());
    return 1;
  }
  const auto summary = Run(*config);
  if (!summary.ok()) {
    std::fprintf(stderr, "\nfotogal: %s\nRun the same command again to go on.\n",
                 LineOf(summary.error()).c_str());
    return 1;
  }
  Print(*summary, *config);
  return 0;
}

}  // namespace operate::v1
