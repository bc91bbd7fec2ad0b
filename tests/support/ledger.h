// What the tables hold, and whether it adds up.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/services.h"

namespace tests {

using Json = nlohmann::json;

// Every row of a table, ABSOLUTE.
std::vector<Json> Rows(fotogal::Services& services, oci::Call& call, std::string_view table);

// Every edge marked, and every counter equal to what its edges say; the first difference, or "".
std::string CounterDifference(fotogal::Services& services, oci::Call& call);

}  // namespace tests
