// Who may sign requests to the stand-in: the functions with a resource principal, and the operator
// with an API key. Both are created at the first start and kept in a folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "local/standin/identity/verify.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

// The region of the stand-in's cloud.
inline constexpr char kRegion[] = "us-ashburn-1", kRegionKey[] = "IAD";
inline constexpr char kTenancyId[] = "ocid1.tenancy.oc1..fotogallocaltenancy";
inline constexpr char kUserId[] = "ocid1.user.oc1..fotogallocaluser";
inline constexpr char kCompartmentId[] = "ocid1.compartment.oc1..fotogallocalcompartment";
inline constexpr char kNamespace[] = "fotogallocal";

// Files in the folder (mode 0700), all with mode 0600:
//   authority.pem                       the key that signs tokens
//   resource-principal/rpst, private.pem
//   operator/config, key.pem            an OCI configuration file and its key
class Principals {
 public:
  // Creates what is missing. The error names the file.
  static oci::Result<Principals> Open(const std::filesystem::path& folder, oci::TimePoint now);

  // OCI_RESOURCE_PRINCIPAL_VERSION, _RPST, _PRIVATE_PEM and _REGION, as OCI Functions sets them.
  std::map<std::string, std::string> ResourcePrincipalEnvironment() const;
  // The path for OCI_CONFIG_FILE.
  std::filesystem::path ConfigFile() const { return folder_ / "operator" / "config"; }
  void AddTo(KeyRing& keys) const;

  // A session token for the owner of `key`, signed by the authority.
  oci::Result<std::string> MintToken(const PublicKey& key, oci::TimePoint expires) const;

 private:
  Principals(std::filesystem::path folder, std::string authority_pem, PublicKey operator_key);
  oci::Status WriteToken(const std::string& private_pem, oci::TimePoint now) const;

  std::filesystem::path folder_;
  std::string authority_pem_;
  PublicKey operator_key_;
};

}  // namespace standin
