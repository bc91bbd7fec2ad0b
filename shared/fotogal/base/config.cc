#include "fotogal/base/config.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "common/ascii.h"
#include "fotogal/base/text.h"
#include "oci/endpoints.h"
#include "oci/nearest_name.h"

namespace fotogal {
namespace {

bool ReadNumber(const std::string& text, int& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end && number > 0;
}

// `fn inspect` shows an invoke endpoint with the path for invoking, the function's resource shows
// it without.
std::string OriginOf(std::string address) {
  const auto scheme = address.find("://");
  const auto path = address.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return address.substr(0, path);
}

constexpr const char* kAddressVariables[] = {"FOTOGAL_NOSQL_ENDPOINT",
                                             "FOTOGAL_OBJECT_STORAGE_ENDPOINT",
                                             "FOTOGAL_LOGGING_ENDPOINT",
                                             "FOTOGAL_FUNCTIONS_ENDPOINT",
                                             "FOTOGAL_FANOUT_INVOKE_ENDPOINT",
                                             "FOTOGAL_DELETION_INVOKE_ENDPOINT",
                                             "FOTOGAL_EXPORT_INVOKE_ENDPOINT",
                                             "FOTOGAL_MAIL_ENDPOINT",
                                             "FOTOGAL_WEB_URL"};
constexpr const char* kOtherVariables[] = {"FOTOGAL_COMPARTMENT_ID",
                                           "FOTOGAL_OBJECT_NAMESPACE",
                                           "FOTOGAL_BUCKET",
                                           "FOTOGAL_WEB_BUCKET",
                                           "FOTOGAL_LOG_ID",
                                           "FOTOGAL_CURSOR_KEY",
                                           "FOTOGAL_COOKIE_SECURE",
                                           "FOTOGAL_PHOTO_URLS",
                                           "FOTOGAL_NOSQL_PROTOCOL",
                                           "FOTOGAL_PULL_FOLLOWERS",
                                           "FOTOGAL_BUDGETS",
                                           "FOTOGAL_FANOUT_FUNCTION_ID",
                                           "FOTOGAL_EXPORT_FUNCTION_ID",
                                           "FOTOGAL_DELETION_FUNCTION_ID",
                                           "FOTOGAL_MAIL_SENDER",
                                           "FOTOGAL_MAIL_NAME",
                                           "FOTOGAL_PASSKEY_RP_ID",
                                           "FOTOGAL_PUSH_KEY",
                                           "FOTOGAL_PUSH_CONTACT",
                                           "FOTOGAL_PUSH_HOSTS",
                                           "FOTOGAL_MAIL_COMPARTMENT_ID"};

// Checked here, because a wrong address would otherwise only fail when it is used.
oci::Status CheckAddresses(const oci::Environment& environment) {
  for (const char* name : kAddressVariables) {
    const std::string value = environment(name).value_or("");
    if (value.empty() || value.starts_with("https://") || value.starts_with("http://")) continue;
    return oci::ConfigurationError(std::string(name) + " is \"" + value +
                                   "\"; must be an address, https://HOST");
  }
  return oci::Ok();
}

oci::Status ReadFlag(const oci::Environment& environment, const char* name, bool& to) {
  const std::string value = environment(name).value_or("");
  if (value.empty()) return oci::Ok();
  if (value != "true" && value != "false")
    return oci::ConfigurationError(std::string(name) + " is \"" + value +
                                   "\"; must be true or false");
  to = value == "true";
  return oci::Ok();
}

// One of two words; nothing leaves what `to` is.
template <class Choice>
oci::Status ReadChoice(const oci::Environment& environment, const char* name,
                       const std::pair<const char*, Choice>& first,
                       const std::pair<const char*, Choice>& second, Choice& to) {
  const std::string value = environment(name).value_or("");
  if (value.empty()) return oci::Ok();
  for (const auto& [word, choice] : {first, second}) {
    if (value != word) continue;
    to = choice;
    return oci::Ok();
  }
  return oci::ConfigurationError(std::string(name) + " is \"" + value + "\"; must be " +
                                 first.first + " or " + second.first);
}

// "https://photos.example/" leads to the same pages as "https://photos.example".
std::string WithoutSlash(std::string address) {
  while (address.ends_with('/')) address.pop_back();
  return address;
}

// "https://photos.example" for "https://Photos.Example:443/app", as browsers spell it.
std::string BrowserOrigin(const std::string& address) {
  std::string origin = common::Lower(OriginOf(address));
  const std::string_view usual_port = origin.starts_with("https://") ? ":443" : ":80";
  if (origin.ends_with(usual_port)) origin.resize(origin.size() - usual_port.size());
  return origin;
}

std::string HostOf(const std::string& origin) {
  const auto begin = origin.find("://") + 3;
  if (origin.compare(begin, 1, "[") == 0) return origin.substr(begin, origin.find(']') - begin + 1);
  return origin.substr(begin, origin.find(':', begin) - begin);
}

// Passkeys are bound to names, not to addresses of machines. The last part of a name is no number.
bool IsName(const std::string& host) {
  const auto last = host.substr(host.rfind('.') + 1);
  return !last.empty() && !host.starts_with('[') &&
         last.find_first_not_of("0123456789") != std::string::npos;
}

oci::Result<PasskeyConfig> ReadPasskeys(const std::string& web_url, const std::string& rp_id) {
  PasskeyConfig passkeys;
  if (web_url.empty() && rp_id.empty()) return passkeys;
  if (web_url.empty())
    return oci::ConfigurationError("FOTOGAL_WEB_URL is not set; FOTOGAL_PASSKEY_RP_ID needs it");
  passkeys.origin = BrowserOrigin(web_url);
  const std::string host = HostOf(passkeys.origin);
  if (rp_id.empty()) {
    if (IsName(host)) passkeys.rp_id = host;
    return passkeys;
  }
  const bool contains_host =
      rp_id == host || (host.ends_with("." + rp_id) && rp_id.find('.') != std::string::npos);
  if (!contains_host || !IsName(rp_id))
    return oci::ConfigurationError("FOTOGAL_PASSKEY_RP_ID is \"" + rp_id + "\"; must be " + host +
                                   ", the host of FOTOGAL_WEB_URL, or a domain that contains it");
  passkeys.rp_id = rp_id;
  return passkeys;
}

oci::Status CheckMail(const MailConfig& mail) {
  if (!mail.is_on()) return oci::Ok();
  if (!text::Email(mail.sender).ok())
    return oci::ConfigurationError("FOTOGAL_MAIL_SENDER is \"" + mail.sender +
                                   "\"; must be an e-mail address");
  if (mail.endpoint.empty())
    return oci::ConfigurationError("FOTOGAL_MAIL_ENDPOINT is not set; mails need it");
  if (mail.web_url.empty())
    return oci::ConfigurationError("FOTOGAL_WEB_URL is not set; links in mails need it");
  return oci::Ok();
}

}  // namespace

oci::Status CheckVariableNames(const oci::Environment& environment) {
  std::vector<std::string> settings(std::begin(kAddressVariables), std::end(kAddressVariables));
  settings.insert(settings.end(), std::begin(kOtherVariables), std::end(kOtherVariables));
  for (const auto& name : environment.names()) {
    if (!name.starts_with("FOTOGAL_") || std::ranges::find(settings, name) != settings.end())
      continue;
    if (const auto meant = oci::NearestName(name, settings))
      return oci::ConfigurationError(name + " is not known here; did you mean " + *meant + "?");
  }
  return oci::Ok();
}

oci::Result<Config> ReadConfig(const oci::Environment& environment, const std::string& region,
                               const std::string& compartment_id) {
  // A misspelt variable often explains a missing one, so it is reported first.
  OCI_RETURN_IF_ERROR(CheckVariableNames(environment));
  const auto value = [&](const char* name, std::string otherwise = {}) {
    auto set = environment(name);
    return set && !set->empty() ? *set : std::move(otherwise);
  };
  // A job that continues in the function that is running it needs no variables for that function: a
  // tool that creates function and configuration at once cannot know its id (deploy/terraform).
  const auto target = [&](const char* function, const std::string& variable) {
    const auto own_id = value("FN_FN_NAME") == function ? value("FN_FN_ID") : std::string();
    return oci::functions::Target{OriginOf(value((variable + "_INVOKE_ENDPOINT").c_str())),
                                  value((variable + "_FUNCTION_ID").c_str(), own_id)};
  };
  Config config;
  config.compartment_id = value("FOTOGAL_COMPARTMENT_ID", compartment_id);
  config.object_namespace = value("FOTOGAL_OBJECT_NAMESPACE");
  config.bucket = value("FOTOGAL_BUCKET");
  config.web_bucket = value("FOTOGAL_WEB_BUCKET", config.bucket + "-web");
  config.log_id = value("FOTOGAL_LOG_ID");
  config.fanout = target("fanout", "FOTOGAL_FANOUT");
  config.deletion = target("deletion", "FOTOGAL_DELETION");
  config.export_data = target("export", "FOTOGAL_EXPORT");
  config.cursor_key = value("FOTOGAL_CURSOR_KEY");
  config.mail = {
      .sender = value("FOTOGAL_MAIL_SENDER"),
      .name = value("FOTOGAL_MAIL_NAME", "FotoGal"),
      .endpoint = value("FOTOGAL_MAIL_ENDPOINT"),
      .sender_compartment_id = value("FOTOGAL_MAIL_COMPARTMENT_ID", config.compartment_id),
      .web_url = WithoutSlash(value("FOTOGAL_WEB_URL"))};
  config.nosql_endpoint = value("FOTOGAL_NOSQL_ENDPOINT", oci::NoSqlEndpoint(region));
  config.object_storage_endpoint =
      value("FOTOGAL_OBJECT_STORAGE_ENDPOINT", oci::ObjectStorageEndpoint(region));
  config.logging_endpoint =
      value("FOTOGAL_LOGGING_ENDPOINT", oci::LoggingIngestionEndpoint(region));
  config.functions_endpoint = value("FOTOGAL_FUNCTIONS_ENDPOINT", oci::FunctionsEndpoint(region));

  OCI_RETURN_IF_ERROR(CheckAddresses(environment));
  OCI_RETURN_IF_ERROR(ReadFlag(environment, "FOTOGAL_COOKIE_SECURE", config.cookie_secure));
  OCI_RETURN_IF_ERROR(ReadChoice<PhotoUrls>(environment, "FOTOGAL_PHOTO_URLS",
                                            {"storage", PhotoUrls::kStorage},
                                            {"gateway", PhotoUrls::kGateway}, config.photo_urls));
  OCI_RETURN_IF_ERROR(ReadChoice<NosqlProtocol>(
      environment, "FOTOGAL_NOSQL_PROTOCOL", {"driver", NosqlProtocol::kDriver},
      {"rest", NosqlProtocol::kRest}, config.nosql_protocol));
  const std::string followers = value("FOTOGAL_PULL_FOLLOWERS");
  if (!followers.empty() && !ReadNumber(followers, config.pull_followers))
    return oci::ConfigurationError("FOTOGAL_PULL_FOLLOWERS is \"" + followers +
                                   "\"; must be a whole number from 1");
  OCI_RETURN_IF_ERROR(CheckMail(config.mail));
  OCI_ASSIGN_OR_RETURN(config.passkeys,
                       ReadPasskeys(config.mail.web_url, value("FOTOGAL_PASSKEY_RP_ID")));
  OCI_ASSIGN_OR_RETURN(config.pushes, ReadPushes({.key = value("FOTOGAL_PUSH_KEY"),
                                                  .contact = value("FOTOGAL_PUSH_CONTACT"),
                                                  .hosts = value("FOTOGAL_PUSH_HOSTS"),
                                                  .web_url = config.mail.web_url,
                                                  .mail_sender = config.mail.sender}));
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
