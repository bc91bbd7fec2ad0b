// Provisions storage alone, for a FotoGal whose functions do not run in OCI: for `fotogal up`,
// tests and benchmarks.
#pragma once

#include <string>

#include "operate/provision/plan.h"
#include "operate/provision/tenancy.h"

namespace operate::provision {

// Creates buckets, tables with their indexes, and the log. Idempotent; continues an interrupted
// run. Returns the log's OCID.
oci::Result<std::string> ProvisionStorage(const CallFactory& call, Access access, Settings settings,
                                          const Observer& observer);

}  // namespace operate::provision
