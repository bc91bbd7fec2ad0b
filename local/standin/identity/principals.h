// Who may sign requests to the stand-in: a resource principal for the functions and an API key for
// the operator. Made on the first start, kept in a folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "local/standin/identity/verify.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

// What the stand-in's cloud is called.
inline constexpr char kRegion[] = "us-ashburn-1";
inline constexpr char kTenancyId[] = "ocid1.tenancy.oc1..fotogallocaltenancy";
inline constexpr char kUserId[] = "ocid1.user.oc1..fotogallocaluser";
inline constexpr char kCompartmentId[] = "ocid1.compartment.oc1..fotogallocalcompartment";
inline constexpr char kNamespace[] = "fotogallocal";

// Files in the folder (0700), all 0600:
//   authority.pem                       signs the tokens
//   resource-principal/rpst, private.pem
//   operator/config, key.pem            an OCI configuration file and its key
class Principals {
 public:
  // Makes what is missing. The error names the file.
  static oci::Result<Principals> Open(const std::filesystem::path& folder, oci::TimePoint now);

  // OCI_RESOURCE_PRINCIPAL_VERSION, _RPST, _PRIVATE_PEM and _REGION, as OCI Functions sets them.
  std::map<std::string, std::string> ResourcePrincipalEnvironment() const;
  // For OCI_CONFIG_FILE.
  std::filesystem::path ConfigFile() const { return folder_ / "operator" / "config"; }
  void AddTo(KeyRing& keys) const;

  // A session token for the holder of `key`, as the authority signs it.
  oci::Result<std::string> MintToken(const PublicKey& key, oci::TimePoint expires) const;

 private:
  Principals(std::filesystem::path folder, std::string authority_pem, PublicKey operator_key);
  oci::Status WriteToken(const std::string& private_pem, oci::TimePoint now) const;

  std::filesystem::path folder_;
  std::string authority_pem_;
  PublicKey operator_key_;
};

}  // namespace standin
