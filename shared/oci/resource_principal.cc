#include "oci/resource_principal.h"

#include <mutex>
#include <nlohmann/json.hpp>

#include "oci/crypto.h"
#include "oci/endpoints.h"
#include "oci/files.h"
#include "oci/json_text.h"

namespace oci {
namespace {

constexpr char kPrefix[] = "OCI_RESOURCE_PRINCIPAL_";
constexpr auto kRenewBeforeExpiry = std::chrono::minutes(5);
constexpr auto kRenewAgainAfter = std::chrono::seconds(10);

// One setting: the value itself, or the path of the file that holds it.
struct Setting {
  std::string name, value;
  bool is_path() const { return value.starts_with('/'); }
  Result<std::string> Read() const {
    if (!is_path()) return value;
    return ReadConfiguredFile(value, name);
  }
};

Result<Setting> Require(const Environment& environment, const std::string& suffix) {
  const std::string name = kPrefix + suffix;
  const auto value = environment(name);
  if (!value) return ConfigurationError(name + " is not set");
  if (value->empty()) return ConfigurationError(name + " is empty");
  return Setting{name, *value};
}

struct Session {
  Credentials credentials;
  std::string tenancy, compartment;
  TimePoint expires;
};

std::string Claim(const nlohmann::json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<Session> ReadToken(const Setting& setting) {
  OCI_ASSIGN_OR_RETURN(const std::string text, setting.Read());
  const std::string token = TrimmedToken(text);
  const auto first = token.find('.');
  const auto second = token.find('.', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos) return ConfigurationError(setting.name + ": not a token");
  const auto payload = Base64UrlDecode(token.substr(first + 1, second - first - 1));
  const auto claims = JsonOf(payload.value_or(""));
  if (!claims.is_object()) return ConfigurationError(setting.name + ": the token has no claims");
  const auto exp = claims.find("exp");
  if (exp == claims.end() || !exp->is_number()) {
    return ConfigurationError(setting.name + ": the token has no expiry (exp)");
  }
  Session session;
  session.credentials.key_id = "ST$" + token;
  session.tenancy = Claim(claims, "res_tenant");
  session.compartment = Claim(claims, "res_compartment");
  session.expires = TimePoint(std::chrono::seconds(exp->get<int64_t>()));
  return session;
}

class ResourcePrincipalCredentials : public CredentialsProvider {
 public:
  struct Settings {
    Setting token, key, pass_phrase;
    std::string region;
  };
  ResourcePrincipalCredentials(Settings settings, Clock clock)
      : settings_(std::move(settings)), clock_(std::move(clock)) {}

  Status Load() {
    const std::lock_guard lock(mutex_);
    return ReadAgain();
  }

  Result<Credentials> Get() override {
    const std::lock_guard lock(mutex_);
    const TimePoint now = clock_();
    if (FromFiles() && now + kRenewBeforeExpiry >= session_.expires && now >= next_renewal_) {
      next_renewal_ = now + kRenewAgainAfter;
      const auto renewed = ReadAgain();
      // The platform may be replacing the files at this moment: the cached session is good until it
      // expires.
      if (!renewed.ok() && now >= session_.expires) return renewed.error();
    }
    return session_.credentials;
  }

  bool Refresh() override {
    const std::lock_guard lock(mutex_);
    if (!FromFiles()) return false;
    const std::string before = key_pem_ + session_.credentials.key_id;
    return ReadAgain().ok() && key_pem_ + session_.credentials.key_id != before;
  }

  std::string region() const override { return settings_.region; }
  std::string tenancy_id() const override {
    const std::lock_guard lock(mutex_);
    return session_.tenancy;
  }
  std::string compartment_id() const override {
    const std::lock_guard lock(mutex_);
    return session_.compartment;
  }

 private:
  bool FromFiles() const { return settings_.token.is_path() || settings_.key.is_path(); }

  // Reads the key before the token. When the files are replaced in between, the token is newer than
  // the key, is refused, and both are read again (Refresh). The other way round, an old token would
  // stay in use until it expires.
  Status ReadAgain() {
    OCI_ASSIGN_OR_RETURN(std::string pem, settings_.key.Read());
    std::string pass_phrase;
    if (!settings_.pass_phrase.value.empty()) {
      OCI_ASSIGN_OR_RETURN(const std::string text, settings_.pass_phrase.Read());
      pass_phrase = TrimmedToken(text);
    }
    auto key = PrivateKey::FromPem(pem, pass_phrase);
    if (!key.ok()) return ConfigurationError(settings_.key.name + ": " + key.error().message);
    OCI_ASSIGN_OR_RETURN(Session session, ReadToken(settings_.token));
    session.credentials.key = *key;
    session_ = std::move(session);
    key_pem_ = std::move(pem);
    return Ok();
  }

  const Settings settings_;
  const Clock clock_;
  mutable std::mutex mutex_;
  Session session_;
  std::string key_pem_;
  TimePoint next_renewal_{};
};

Result<std::string> Version(const Environment& environment) {
  OCI_ASSIGN_OR_RETURN(const Setting version, Require(environment, "VERSION"));
  if (version.value == "2.2") return version.value;
  if (version.value == "1.1" || version.value == "3.0") {
    return ConfigurationError(version.name + " is " + version.value +
                              ": only 2.2, as OCI Functions sets it, is supported");
  }
  return ConfigurationError(version.name + " is not a known version: only 2.2 is supported");
}

}  // namespace

Result<std::shared_ptr<CredentialsProvider>> ResourcePrincipal(const Environment& environment,
                                                               Clock clock) {
  OCI_RETURN_IF_ERROR(Version(environment));
  ResourcePrincipalCredentials::Settings settings;
  OCI_ASSIGN_OR_RETURN(settings.token, Require(environment, "RPST"));
  OCI_ASSIGN_OR_RETURN(settings.key, Require(environment, "PRIVATE_PEM"));
  OCI_ASSIGN_OR_RETURN(const Setting region, Require(environment, "REGION"));
  settings.region = RegionIdentifier(region.value);
  settings.pass_phrase.name = std::string(kPrefix) + "PRIVATE_PEM_PASSPHRASE";
  settings.pass_phrase.value = environment(settings.pass_phrase.name).value_or("");
  if (!settings.pass_phrase.value.empty() &&
      settings.pass_phrase.is_path() != settings.key.is_path()) {
    return ConfigurationError(settings.pass_phrase.name + " and " + settings.key.name +
                              " must both be paths or both be values");
  }
  auto provider =
      std::make_shared<ResourcePrincipalCredentials>(std::move(settings), std::move(clock));
  OCI_RETURN_IF_ERROR(provider->Load());
  return std::shared_ptr<CredentialsProvider>(std::move(provider));
}

}  // namespace oci
