#include "operate/provision/tenancy.h"

#include <algorithm>

#include "oci/crypto.h"
#include "oci/endpoints.h"
#include "oci/json_text.h"
#include "operate/provision/tenancy_state.h"

namespace operate::provision {
namespace {

using oci::StringMember;

// "https://<service>.<region>.oci.<domain>", the form of the management services' endpoints.
std::string ServiceEndpoint(const char* service, const std::string& region) {
  return std::string("https://") + service + "." + region + ".oci." + oci::RegionDomain(region);
}

// The compartment belongs to the operator: it is looked up, never created.
Resource Compartment(Tenancy::State& state) {
  Resource resource;
  resource.kind = "compartment";
  resource.name = state.settings.compartment_id;
  resource.find = [&state](oci::Call& call) -> oci::Result<std::optional<Found>> {
    OCI_ASSIGN_OR_RETURN(const auto compartment,
                         state.compartments.Get(call, state.settings.compartment_id));
    if (!compartment) return std::optional<Found>();
    Found found{StringMember(*compartment, "id"), StringMember(*compartment, "lifecycleState"), {}};
    if (found.state != "ACTIVE") found.drift = {"lifecycleState is " + found.state};
    return std::optional<Found>(found);
  };
  return resource;
}

// In the policy, a schedule is identified by its own OCID (Oracle's page on scheduling functions).
std::string ScheduleGroup(const Tenancy::State& state) {
  if (state.schedule_id.empty())
    return "# Dynamic group fotogal-schedules: printed with its rule when the schedule is there\n";
  return "# Dynamic group fotogal-schedules\n"
         "ALL {resource.type = 'resourceschedule', resource.id = '" +
         state.schedule_id + "'}\n";
}

}  // namespace

Endpoints EndpointsOfRegion(const std::string& given) {
  const auto region = oci::RegionIdentifier(given);
  return {ServiceEndpoint("identity", region),   oci::NoSqlEndpoint(region),
          oci::ObjectStorageEndpoint(region),    oci::LoggingEndpoint(region),
          ServiceEndpoint("artifacts", region),  oci::FunctionsEndpoint(region),
          ServiceEndpoint("apigateway", region), ServiceEndpoint("resource-scheduler", region),
          ServiceEndpoint("ctrl.email", region)};
}

std::string WebBucket(const Settings& settings) { return settings.bucket + "-web"; }

Endpoints AllAt(const std::string& url) { return {url, url, url, url, url, url, url, url, url}; }

Tenancy::State::State(Access to, Settings wanted)
    : access(std::move(to)),
      settings(std::move(wanted)),
      nosql(access.requester, {access.endpoints.nosql, settings.compartment_id}),
      objects(access.requester, {access.endpoints.object_storage, "", settings.bucket}),
      logging(access.requester, access.endpoints.logging, settings.compartment_id),
      compartments(access.requester, oci::management::Compartments(access.endpoints.identity)),
      repositories(access.requester,
                   oci::management::ContainerRepositories(access.endpoints.artifacts),
                   {access.look_every}),
      applications(access.requester, oci::management::Applications(access.endpoints.functions),
                   {access.look_every}),
      functions(access.requester, oci::management::Functions(access.endpoints.functions),
                {access.look_every}),
      gateways(access.requester, oci::management::Gateways(access.endpoints.gateway),
               {access.look_every}),
      deployments(access.requester, oci::management::Deployments(access.endpoints.gateway),
                  {access.look_every}),
      schedules(access.requester, oci::management::Schedules(access.endpoints.scheduler),
                {access.look_every}),
      senders(access.requester, oci::management::Senders(access.endpoints.email),
              {access.look_every}),
      mail_domains(access.requester, oci::management::EmailDomains(access.endpoints.email),
                   {access.look_every}),
      dkims(access.requester, oci::management::Dkims(access.endpoints.email), {access.look_every}) {
}

oci::Status Tenancy::State::BeforeDdl(oci::Call& call) {
  constexpr std::chrono::seconds kWindow{60};
  if (settings.ddl_per_minute == 0) return oci::Ok();
  while (ddl_times.size() >= static_cast<size_t>(settings.ddl_per_minute)) {
    const auto free_at = ddl_times.front() + kWindow;
    if (call.Now() >= free_at) {
      ddl_times.pop_front();
      continue;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(free_at - call.Now());
    if (!access.requester->Wait(call, wait)) return oci::DeadlineExceeded("the next DDL statement");
  }
  ddl_times.push_back(call.Now());
  return oci::Ok();
}

std::string Tenancy::State::RetryToken(const std::string& what) const {
  return oci::Hex(oci::Sha256(run + "/" + settings.application + "/" + what)).substr(0, 40);
}

// True when everything wanted is there; what the service adds by itself is not a difference.
bool Holds(const Json& is, const Json& wanted) {
  if (wanted.is_object()) {
    if (!is.is_object()) return false;
    for (const auto& [name, value] : wanted.items()) {
      const auto found = is.find(name);
      if (found == is.end() ? !value.is_null() : !Holds(*found, value)) return false;
    }
    return true;
  }
  if (!wanted.is_array()) return is == wanted;
  if (!is.is_array() || is.size() != wanted.size()) return false;
  return std::equal(is.begin(), is.end(), wanted.begin(), Holds);
}

std::vector<std::string> Differences(const Json& is, const Json& wanted) {
  std::vector<std::string> differences;
  for (const auto& [name, value] : wanted.items()) {
    const Json current = is.contains(name) ? is[name] : Json();
    if (Holds(current, value)) continue;
    const bool is_short = value.is_primitive() && current.is_primitive();
    differences.push_back(is_short ? name + " is " + oci::JsonText(current) + ", not " +
                                         oci::JsonText(value)
                                   : name + " differs");
  }
  return differences;
}

Tenancy::Tenancy(Access access, Settings settings)
    : state_(std::make_unique<State>(std::move(access), std::move(settings))) {
  if (state_->access.new_secret) state_->run = state_->access.new_secret();
}

Tenancy::~Tenancy() = default;

std::vector<Resource> Tenancy::Resources() {
  std::vector<Resource> resources = {Compartment(*state_)};
  AddStorage(*state_, resources);
  AddMail(*state_, resources);
  AddService(*state_, resources);
  return resources;
}

std::string Tenancy::Endpoint() const { return state_->endpoint; }
std::string Tenancy::LogId() const { return state_->log_id; }
std::string Tenancy::ObjectNamespace() const { return state_->object_namespace; }

std::string Tenancy::MailRecords() const { return provision::MailRecords(*state_); }

std::vector<std::string> Tenancy::Notes() const { return state_->notes; }

std::string Tenancy::Policies() const {
  const std::string id = state_->settings.compartment_id;
  const std::string in = " in compartment id " + id;
  return "# Dynamic group fotogal-functions: the functions themselves\n"
         "ALL {resource.type = 'fnfunc', resource.compartment.id = '" +
         id +
         "'}\n"
         "# Dynamic group fotogal-gateway\n"
         "ALL {resource.type = 'ApiGateway', resource.compartment.id = '" +
         id + "'}\n" + ScheduleGroup(*state_) +
         "# Policy fotogal\n"
         "Allow dynamic-group fotogal-functions to manage nosql-rows" +
         in +
         "\n"
         "Allow dynamic-group fotogal-functions to read nosql-tables" +
         in +
         "\n"
         "Allow dynamic-group fotogal-functions to manage objects" +
         in + " where target.bucket.name = '" + state_->settings.bucket +
         "'\n"
         "Allow dynamic-group fotogal-functions to manage buckets" +
         in + " where all {target.bucket.name = '" + state_->settings.bucket +
         "', any {request.permission = 'PAR_MANAGE', request.permission = 'BUCKET_READ'}}\n"
         "Allow dynamic-group fotogal-functions to read objects" +
         in + " where target.bucket.name = '" + WebBucket(state_->settings) +
         "'\n"
         "Allow dynamic-group fotogal-functions to use log-content" +
         in +
         "\n"
         "Allow dynamic-group fotogal-functions to use fn-invocation" +
         in +
         "\n"
         "Allow dynamic-group fotogal-functions to read fn-function" +
         in + "\n" +
         (state_->settings.mail.sender.empty()
              ? ""
              : "Allow dynamic-group fotogal-functions to use email-family" + in + "\n") +
         "Allow dynamic-group fotogal-gateway to use functions-family" + in + "\n" +
         (state_->schedule_id.empty()
              ? ""
              : "Allow dynamic-group fotogal-schedules to manage functions-family" + in + "\n");
}

}  // namespace operate::provision
