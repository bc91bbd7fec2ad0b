#include "oci/endpoints.h"

#include "common/ascii.h"
#include "oci/regions.h"

namespace oci {
namespace {

std::string Endpoint(std::string_view service, std::string_view region, std::string_view suffix) {
  std::string endpoint = "https://";
  endpoint.append(service).append(".").append(RegionIdentifier(region)).append(suffix);
  return endpoint + RegionDomain(region);
}

}  // namespace

std::string RegionIdentifier(std::string_view region) {
  std::string name = common::Lower(region);
  for (const Region& known : Regions()) {
    if (known.key == name) return std::string(known.identifier);
  }
  return name;
}

std::string RegionDomain(std::string_view region, std::string_view default_domain) {
  const std::string identifier = RegionIdentifier(region);
  for (const Region& known : Regions()) {
    if (known.identifier == identifier) return std::string(known.domain);
  }
  return std::string(default_domain);
}

std::string NoSqlEndpoint(std::string_view region) { return Endpoint("nosql", region, ".oci."); }
std::string ObjectStorageEndpoint(std::string_view region) {
  return Endpoint("objectstorage", region, ".");
}
std::string LoggingIngestionEndpoint(std::string_view region) {
  return Endpoint("ingestion.logging", region, ".oci.");
}
std::string LoggingEndpoint(std::string_view region) {
  return Endpoint("logging", region, ".oci.");
}
std::string FunctionsEndpoint(std::string_view region) {
  return Endpoint("functions", region, ".oci.");
}

}  // namespace oci
