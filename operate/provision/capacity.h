// Checks before anything is created whether all of FotoGal's tables fit into the tenancy's limits.
#pragma once

#include <string>
#include <vector>

#include "operate/provision/tenancy.h"

namespace operate::provision {

// Lines for the operator about what prevents the tables from being created and what can be done;
// empty: they fit. Tables with reserved units in other compartments cannot be seen. Contract:
// ListTables of oci-nosql 2.139.1 (onDemandCapacityTables, maxOnDemandCapacityTables), and 30
// tables per tenancy and region (Oracle NoSQL Database Cloud Service Limits).
oci::Result<std::vector<std::string>> MissingCapacity(oci::Call& call, const Access& access,
                                                      const Settings& settings);

}  // namespace operate::provision
