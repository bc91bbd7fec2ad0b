#include "local/standin/identity/principals.h"

#include <nlohmann/json.hpp>

#include "local/standin/base/files.h"
#include "oci/credentials.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

constexpr unsigned kOwnerOnly = 0600;
constexpr auto kTokenLife = std::chrono::hours(24 * 365 * 10);

// The private key in that file, which is created when it is missing.
oci::Result<std::string> ReadOrMakeKey(const std::filesystem::path& path) {
  if (auto pem = ReadWholeFile(path)) {
    if (PublicKeyOf(*pem)) return std::move(*pem);
    return oci::ConfigurationError(path.string() + " is not a private key");
  }
  std::string pem = MakeRsaKey();
  OCI_RETURN_IF_ERROR(WriteWholeFile(path, pem, kOwnerOnly));
  return pem;
}

std::string ApiKeyId(const PublicKey& key) {
  return std::string(kTenancyId) + "/" + kUserId + "/" + key.Fingerprint();
}

std::string ConfigText(const PublicKey& key, const std::filesystem::path& key_file) {
  return std::string("[DEFAULT]\nuser=") + kUserId + "\nfingerprint=" + key.Fingerprint() +
         "\ntenancy=" + kTenancyId + "\nregion=" + kRegion + "\nkey_file=" + key_file.string() +
         "\n";
}

int64_t Seconds(oci::TimePoint time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

Principals::Principals(std::filesystem::path folder, std::string authority_pem,
                       PublicKey operator_key)
    : folder_(std::move(folder)),
      authority_pem_(std::move(authority_pem)),
      operator_key_(std::move(operator_key)) {}

oci::Result<Principals> Principals::Open(const std::filesystem::path& folder, oci::TimePoint now) {
  const auto absolute = std::filesystem::absolute(folder);
  for (const auto& part : {absolute, absolute / "resource-principal", absolute / "operator"}) {
    OCI_RETURN_IF_ERROR(MakeFolder(part, 0700));
    RemoveLeftovers(part);
  }
  OCI_ASSIGN_OR_RETURN(std::string authority, ReadOrMakeKey(absolute / "authority.pem"));
  OCI_ASSIGN_OR_RETURN(const std::string private_pem,
                       ReadOrMakeKey(absolute / "resource-principal" / "private.pem"));
  const auto key_file = absolute / "operator" / "key.pem";
  OCI_ASSIGN_OR_RETURN(const std::string operator_pem, ReadOrMakeKey(key_file));
  Principals principals(absolute, std::move(authority), *PublicKeyOf(operator_pem));
  OCI_RETURN_IF_ERROR(WriteWholeFile(principals.ConfigFile(),
                                     ConfigText(principals.operator_key_, key_file), kOwnerOnly));
  OCI_RETURN_IF_ERROR(principals.WriteToken(private_pem, now));
  return principals;
}

oci::Status Principals::WriteToken(const std::string& private_pem, oci::TimePoint now) const {
  OCI_ASSIGN_OR_RETURN(const std::string token,
                       MintToken(*PublicKeyOf(private_pem), now + kTokenLife));
  return WriteWholeFile(folder_ / "resource-principal" / "rpst", token, kOwnerOnly);
}

oci::Result<std::string> Principals::MintToken(const PublicKey& key, oci::TimePoint expires) const {
  const nlohmann::json header = {{"alg", "RS256"}, {"kid", "asw"}, {"typ", "JWT"}};
  const nlohmann::json claims = {{"sub", "ocid1.fnfunc.oc1.iad.fotogallocal"},
                                 {"iss", "authService.oracle.com"},
                                 {"ptype", "resource"},
                                 {"res_type", "fnfunc"},
                                 {"res_id", "ocid1.fnfunc.oc1.iad.fotogallocal"},
                                 {"res_tenant", kTenancyId},
                                 {"res_compartment", kCompartmentId},
                                 {"exp", Seconds(expires)},
                                 {"jwk", oci::JsonText(key.Jwk())}};
  const std::string text =
      oci::Base64Url(oci::JsonText(header)) + "." + oci::Base64Url(oci::JsonText(claims));
  OCI_ASSIGN_OR_RETURN(const auto authority, oci::PrivateKey::FromPem(authority_pem_));
  OCI_ASSIGN_OR_RETURN(const std::string signature, authority.Sign(text));
  return text + "." + oci::Base64Url(*oci::Base64Decode(signature));
}

std::map<std::string, std::string> Principals::ResourcePrincipalEnvironment() const {
  return {{"OCI_RESOURCE_PRINCIPAL_VERSION", "2.2"},
          {"OCI_RESOURCE_PRINCIPAL_RPST", folder_ / "resource-principal" / "rpst"},
          {"OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", folder_ / "resource-principal" / "private.pem"},
          {"OCI_RESOURCE_PRINCIPAL_REGION", kRegion}};
}

void Principals::AddTo(KeyRing& keys) const {
  keys.SetAuthority(*PublicKeyOf(authority_pem_));
  keys.AddApiKey(ApiKeyId(operator_key_), operator_key_);
}

}  // namespace standin
