#include "fotogal/base/config.h"

#include <charconv>

#include "oci/endpoints.h"

namespace fotogal {
namespace {

bool ReadNumber(const std::string& text, int& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end && number > 0;
}

// `fn inspect` shows an invoke endpoint with the path of the invocation, the function's document
// without.
std::string OriginOf(std::string address) {
  const auto scheme = address.find("://");
  const auto path = address.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return address.substr(0, path);
}

// Whatever is no address would fail only when it is called.
oci::Status CheckAddresses(const oci::Environment& environment) {
  for (const char* name :
       {"FOTOGAL_NOSQL_ENDPOINT", "FOTOGAL_OBJECT_STORAGE_ENDPOINT", "FOTOGAL_LOGGING_ENDPOINT",
        "FOTOGAL_FUNCTIONS_ENDPOINT", "FOTOGAL_FANOUT_INVOKE_ENDPOINT",
        "FOTOGAL_DELETION_INVOKE_ENDPOINT", "FOTOGAL_EXPORT_INVOKE_ENDPOINT"}) {
    const std::string value = environment(name).value_or("");
    if (value.empty() || value.starts_with("https://") || value.starts_with("http://")) continue;
    return oci::ConfigurationError(std::string(name) + " is \"" + value +
                                   "\"; must be an address, https://HOST");
  }
  return oci::Ok();
}

}  // namespace

oci::Result<Config> ReadConfig(const oci::Environment& environment, const std::string& region,
                               const std::string& compartment_id) {
  const auto value = [&](const char* name, std::string otherwise = {}) {
    auto set = environment(name);
    return set && !set->empty() ? *set : std::move(otherwise);
  };
  // A job that goes on in the function that runs it needs no variables for that one: what makes
  // function and configuration at once cannot name it (deploy/terraform).
  const auto target = [&](const char* function, const std::string& variable) {
    const auto own_id = value("FN_FN_NAME") == function ? value("FN_FN_ID") : std::string();
    return oci::functions::Target{OriginOf(value((variable + "_INVOKE_ENDPOINT").c_str())),
                                  value((variable + "_FUNCTION_ID").c_str(), own_id)};
  };
  Config config;
  config.compartment_id = value("FOTOGAL_COMPARTMENT_ID", compartment_id);
  config.object_namespace = value("FOTOGAL_OBJECT_NAMESPACE");
  config.bucket = value("FOTOGAL_BUCKET");
  config.log_id = value("FOTOGAL_LOG_ID");
  config.fanout = target("fanout", "FOTOGAL_FANOUT");
  config.deletion = target("deletion", "FOTOGAL_DELETION");
  config.export_data = target("export", "FOTOGAL_EXPORT");
  config.cursor_key = value("FOTOGAL_CURSOR_KEY");
  config.cookie_secure = value("FOTOGAL_COOKIE_SECURE") != "false";
  config.nosql_endpoint = value("FOTOGAL_NOSQL_ENDPOINT", oci::NoSqlEndpoint(region));
  config.object_storage_endpoint =
      value("FOTOGAL_OBJECT_STORAGE_ENDPOINT", oci::ObjectStorageEndpoint(region));
  config.logging_endpoint =
      value("FOTOGAL_LOGGING_ENDPOINT", oci::LoggingIngestionEndpoint(region));
  config.functions_endpoint = value("FOTOGAL_FUNCTIONS_ENDPOINT", oci::FunctionsEndpoint(region));

  OCI_RETURN_IF_ERROR(CheckAddresses(environment));
  const std::string followers = value("FOTOGAL_PULL_FOLLOWERS");
  if (!followers.empty() && !ReadNumber(followers, config.pull_followers))
    return oci::ConfigurationError("FOTOGAL_PULL_FOLLOWERS is \"" + followers +
                                   "\"; must be a whole number from 1");
  OCI_ASSIGN_OR_RETURN(config.budgets, ReadBudgets(value("FOTOGAL_BUDGETS")));
  if (config.compartment_id.empty())
    return oci::ConfigurationError("FOTOGAL_COMPARTMENT_ID is not set");
  if (config.object_namespace.empty())
    return oci::ConfigurationError("FOTOGAL_OBJECT_NAMESPACE is not set");
  if (config.bucket.empty()) return oci::ConfigurationError("FOTOGAL_BUCKET is not set");
  if (config.cursor_key.size() < 16) {
    return oci::ConfigurationError("FOTOGAL_CURSOR_KEY has " +
                                   std::to_string(config.cursor_key.size()) +
                                   " bytes; must have at least 16 bytes");
  }
  return config;
}

}  // namespace fotogal
