#include "oci/config_file_credentials.h"

#include <filesystem>
#include <mutex>

#include "oci/config_file.h"
#include "oci/endpoints.h"
#include "oci/files.h"
#include "oci/nearest_name.h"

namespace oci {

namespace {

class FileCredentials : public CredentialsProvider {
 public:
  FileCredentials(Credentials credentials, const ConfigProfile& values, std::string region,
                  std::string token_file)
      : credentials_(std::move(credentials)),
        region_(std::move(region)),
        tenancy_(values.count("tenancy") ? values.at("tenancy") : ""),
        token_file_(std::move(token_file)) {}

  Result<Credentials> Get() override {
    const std::lock_guard lock(mutex_);
    return credentials_;
  }

  // Another program (`oci session refresh`) renews a session token by writing the file again.
  bool Refresh() override {
    if (token_file_.empty()) return false;
    auto token = ReadConfiguredFile(token_file_, "security_token_file");
    if (!token.ok()) return false;
    const std::lock_guard lock(mutex_);
    std::string key_id = "ST$" + TrimmedToken(*token);
    if (key_id == credentials_.key_id) return false;
    credentials_.key_id = std::move(key_id);
    return true;
  }

  std::string region() const override { return region_; }
  std::string tenancy_id() const override { return tenancy_; }

 private:
  std::mutex mutex_;
  Credentials credentials_;
  const std::string region_, tenancy_, token_file_;
};

std::string UsualPlace(const Environment& environment) {
  for (const char* path : {"~/.oci/config", "~/.oraclebmc/config"}) {
    std::string expanded = ExpandHome(path, environment);
    std::error_code unreadable;
    if (std::filesystem::exists(expanded, unreadable)) return expanded;
  }
  return ExpandHome("~/.oci/config", environment);
}

Result<std::string> Require(const ConfigProfile& values, const std::string& key,
                            const std::string& where) {
  const auto found = values.find(key);
  if (found == values.end()) {
    std::string error = where + ": " + key + " is missing";
    for (const auto& [written, value] : values)
      if (NearestName(written, {key})) error += "; " + written + ": did you mean " + key + "?";
    return ConfigurationError(error);
  }
  if (found->second.empty()) return ConfigurationError(where + ": " + key + " is empty");
  return found->second;
}

Result<PrivateKey> ReadKey(const ConfigProfile& values, const std::string& where,
                           const Environment& environment) {
  OCI_ASSIGN_OR_RETURN(const std::string key_file, Require(values, "key_file", where));
  const std::string path = ExpandHome(key_file, environment);
  OCI_ASSIGN_OR_RETURN(const std::string pem, ReadConfiguredFile(path, where + ": key_file"));
  std::string pass_phrase;
  for (const char* key : {"passphrase", "pass_phrase"}) {
    if (values.count(key)) pass_phrase = values.at(key);
  }
  auto key = PrivateKey::FromPem(pem, pass_phrase);
  if (key.ok()) return key;
  return ConfigurationError(where + ": key_file " + path + ": " + key.error().message +
                            (pass_phrase.empty() ? "" : " (pass_phrase)"));
}

Result<std::string> KeyId(const ConfigProfile& values, const PrivateKey& key,
                          const std::string& where, const std::string& token_file) {
  if (!token_file.empty()) {
    OCI_ASSIGN_OR_RETURN(const std::string token,
                         ReadConfiguredFile(token_file, where + ": security_token_file"));
    const std::string trimmed = TrimmedToken(token);
    if (trimmed.empty()) {
      return ConfigurationError(where + ": security_token_file " + token_file + " is empty");
    }
    return "ST$" + trimmed;
  }
  OCI_ASSIGN_OR_RETURN(const std::string tenancy, Require(values, "tenancy", where));
  OCI_ASSIGN_OR_RETURN(const std::string user, Require(values, "user", where));
  OCI_ASSIGN_OR_RETURN(const std::string fingerprint, Require(values, "fingerprint", where));
  if (fingerprint != key.Fingerprint()) {
    return ConfigurationError(where + ": fingerprint is " + fingerprint +
                              ", and that of the key in key_file is " + key.Fingerprint());
  }
  return tenancy + "/" + user + "/" + fingerprint;
}

}  // namespace

Result<std::shared_ptr<CredentialsProvider>> ConfigFileCredentials(const Environment& environment,
                                                                   std::string path,
                                                                   std::string profile) {
  if (path.empty()) path = environment("OCI_CONFIG_FILE").value_or("");
  path = path.empty() ? UsualPlace(environment) : ExpandHome(path, environment);
  if (profile.empty()) profile = "DEFAULT";
  OCI_ASSIGN_OR_RETURN(const std::string text, ReadConfiguredFile(path, "OCI configuration file"));
  OCI_ASSIGN_OR_RETURN(const ConfigProfile values, ParseConfigFile(text, profile, path));
  const std::string where = path + " [" + profile + "]";
  if (values.count("key_content")) {
    return ConfigurationError(where + ": key_content is not accepted; use key_file");
  }
  std::string token_file;
  if (const auto found = values.find("security_token_file"); found != values.end()) {
    token_file = ExpandHome(found->second, environment);
  }
  OCI_ASSIGN_OR_RETURN(const PrivateKey key, ReadKey(values, where, environment));
  OCI_ASSIGN_OR_RETURN(std::string key_id, KeyId(values, key, where, token_file));
  std::string region = values.count("region") ? values.at("region") : "";
  if (region.empty()) region = environment("OCI_REGION").value_or("");
  return std::shared_ptr<CredentialsProvider>(
      std::make_shared<FileCredentials>(Credentials{std::move(key_id), key}, values,
                                        RegionIdentifier(region), std::move(token_file)));
}

}  // namespace oci
