// What a tenancy allows of tables, asked before anything is made: FotoGal's may not all fit.
#pragma once

#include <string>
#include <vector>

#include "operate/provision/tenancy.h"

namespace operate::provision {

// What stands in the way of the tables, each with its ways out, as lines for the operator; empty:
// they fit. Tables with reserved units of other compartments cannot be seen.
// Contract: ListTables of oci-nosql 2.139.1 (onDemandCapacityTables, maxOnDemandCapacityTables),
// and 30 tables of a tenancy and region (Oracle NoSQL Database Cloud Service Limits).
oci::Result<std::vector<std::string>> MissingCapacity(oci::Call& call, const Access& access,
                                                      const Settings& settings);

}  // namespace operate::provision
