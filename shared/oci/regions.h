// The regions of Oracle Cloud and the domains of their realms.
#pragma once

#include <string_view>
#include <vector>

namespace oci {

struct Region {
  std::string_view key;         // "iad"
  std::string_view identifier;  // "us-ashburn-1"
  std::string_view domain;      // "oraclecloud.com"
};
const std::vector<Region>& Regions();

}  // namespace oci
