// The state that tenancy.cc, storage.cc and service.cc share.
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
      deployments, schedules, senders, mail_domains, dkims;

  // "" until they are known.
  std::string object_namespace, log_id, application_id, gateway_id, schedule_id, endpoint;
  std::string mail_endpoint, mail_domain_id;
  Json dkim;  // of the mail domain, as the service shows it
  std::vector<std::string> notes;
  std::map<std::string, std::string> function_ids, invoke_endpoints;  // by name
  std::deque<oci::TimePoint> ddl_times;
  std::string run;  // identifies this run

  // Waits until another DDL statement is allowed.
  oci::Status BeforeDdl(oci::Call& call);
  // The retry token of a creation: the same for all tries in this run, but another one in the next
  // run. By then the resource may have been deleted, and the service would refuse the old token.
  std::string RetryToken(const std::string& what) const;
};

// Compares JSON members: lines such as "name is X, not Y".
std::vector<std::string> Differences(const Json& is, const Json& wanted);

void AddStorage(Tenancy::State& state, std::vector<Resource>& resources);  // bucket, tables, log
void AddMail(Tenancy::State& state, std::vector<Resource>& resources);     // sender, domain, DKIM
void AddService(Tenancy::State& state, std::vector<Resource>& resources);  // functions, gateway

std::string MailRecords(const Tenancy::State& state);

}  // namespace operate::provision
