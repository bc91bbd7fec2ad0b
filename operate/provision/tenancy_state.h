// What tenancy.cc, storage.cc and service.cc share.
#pragma once

#include <deque>

#include "operate/provision/tenancy.h"

namespace operate::provision {

using Json = nlohmann::json;

struct Tenancy::State {
  State(Access to, Settings wanted);

  Access access;
  Settings settings;
  oci::nosql::Client nosql;
  oci::object_storage::Client objects;
  oci::logging::ManagementClient logging;
  oci::management::Client compartments, repositories, applications, functions, gateways,
      deployments, schedules;

  // Learned; "" while unknown.
  std::string object_namespace, log_id, application_id, gateway_id, schedule_id, endpoint;
  std::vector<std::string> notes;
  std::map<std::string, std::string> function_ids, invoke_endpoints;  // by name
  std::deque<oci::TimePoint> ddl_times;
  std::string run;  // tells this run from others

  // Waits until one more DDL statement is allowed.
  oci::Status BeforeDdl(oci::Call& call);
  // Of one creation, the same on each try, and another one in the next run: by then the thing may
  // have been deleted, and the service refuses the old token.
  std::string RetryToken(const std::string& what) const;
};

// Of JSON members that should have these values; "name is X, not Y".
std::vector<std::string> Differences(const Json& is, const Json& wanted);

void AddStorage(Tenancy::State& state, std::vector<Resource>& resources);  // bucket, tables, log
void AddService(Tenancy::State& state, std::vector<Resource>& resources);  // functions, gateway

}  // namespace operate::provision
