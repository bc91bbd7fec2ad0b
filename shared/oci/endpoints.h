// Endpoints (scheme and host) of the services of a region. `region` is an identifier
// ("us-ashburn-1") or a key ("iad").
#pragma once

#include <string>
#include <string_view>

namespace oci {

// The identifier of a region key in upper or lower case; any other text is returned in lower case.
std::string RegionIdentifier(std::string_view region);

// The domain of the region's realm. A region that is not in the list gets `default_domain`
// (Oracle's SDKs: $OCI_DEFAULT_REALM, else oraclecloud.com).
std::string RegionDomain(std::string_view region,
                         std::string_view default_domain = "oraclecloud.com");

// Endpoints end without a slash and without the version of the API.
std::string NoSqlEndpoint(std::string_view region);
std::string ObjectStorageEndpoint(std::string_view region);
std::string LoggingIngestionEndpoint(std::string_view region);
std::string LoggingEndpoint(std::string_view region);
std::string FunctionsEndpoint(
    // for managing functions; to invoke one, use the function's own invoke endpoint
    std::string_view region);

}  // namespace oci
