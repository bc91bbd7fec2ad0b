// The part of provisioning that a FotoGal needs whose functions run elsewhere than in OCI: what
// `fotogal up`, tests and benchmarks start from.
#pragma once

#include <string>

#include "operate/provision/plan.h"
#include "operate/provision/tenancy.h"

namespace operate::provision {

// Buckets, tables with their indexes, log. Idempotent; an interrupted run is gone on with. Answers
// the log's OCID.
oci::Result<std::string> ProvisionStorage(const CallFactory& call, Access access, Settings settings,
                                          const Observer& observer);

}  // namespace operate::provision
