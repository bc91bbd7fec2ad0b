// Where the services of a region answer. `region` is an identifier ("us-ashburn-1") or a key
// ("iad").
#pragma once

#include <string>
#include <string_view>

namespace oci {

// The identifier of a region key, without case; anything else comes back as it is, lower case.
std::string RegionIdentifier(std::string_view region);

// The domain of the region's realm; a region that is not known here is taken for one of
// `default_domain` (Oracle's SDKs: $OCI_DEFAULT_REALM, else oraclecloud.com).
std::string RegionDomain(std::string_view region,
                         std::string_view default_domain = "oraclecloud.com");

// Without trailing slash and without the API's version.
std::string NoSqlEndpoint(std::string_view region);
std::string ObjectStorageEndpoint(std::string_view region);
std::string LoggingIngestionEndpoint(std::string_view region);
std::string LoggingEndpoint(std::string_view region);
std::string FunctionsEndpoint(
    std::string_view region);  // management; each function names its own invoke endpoint

}  // namespace oci
