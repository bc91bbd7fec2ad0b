// Makes what FotoGal needs in a tenancy, real or local, from shared/fotogal/schema: tables,
// indexes, bucket, log.
#pragma once

#include <functional>
#include <string>

#include "fotogal/services.h"
#include "oci/call.h"
#include "oci/logging.h"
#include "oci/result.h"

namespace local {

struct Provisioning {
  oci::nosql::Client& nosql;
  oci::object_storage::Client& objects;
  oci::logging::ManagementClient& logging;
  std::string compartment_id;
  oci::nosql::TableLimits table_limits;
  std::function<void(const std::string&)> report;  // one line a thing that was made
};

// Idempotent: what exists is left alone, what is missing is made, an interrupted run is resumed.
// Answers the log's OCID.
oci::Result<std::string> Provision(oci::Call& call, const Provisioning& provisioning);

}  // namespace local
