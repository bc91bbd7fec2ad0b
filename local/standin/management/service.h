// What operators create besides tables and buckets: compartments and policies, networks, container
// repositories, Functions applications and functions, API gateways, deployments and certificates,
// schedules. JSON as in the models of Oracle's TypeScript SDK 2.139.1 (oci-identity, oci-core,
// oci-artifacts, oci-functions, oci-apigateway, oci-resourcescheduler). A new resource is CREATING
// until it has been read once; its work request has succeeded by then. Policies allow nothing and
// networks lead nowhere: they are only kept.
//
// Functions are only described here and run elsewhere: an invocation at this address gets the
// response of OCI's management endpoint (oracle/oci-java-sdk#517).
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "local/standin/base/work_requests.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

struct ResourceKind;  // kinds.h

class Management {
 public:
  struct Options {
    std::filesystem::path folder;
    std::string compartment_id, tenancy_id, object_namespace;
    oci::Clock clock;
    Random random;
    // The address at which functions can be invoked, "http://127.0.0.1:PORT"; all functions have it
    // as invokeEndpoint. Empty: functions cannot be invoked and have no invokeEndpoint.
    std::string invoke_url = {};
    // The address of deployments, "http://127.0.0.1:PORT", for all gateways; every deployment's
    // endpoint begins with it. Empty: deployments are not served, and get an endpoint under
    // customer-oci.com as in OCI.
    std::string deployments_url = {};
    // How often a schedule may be due within an hour. No page of Oracle's gives a limit; its forms
    // offer hourly as the shortest interval, so provisioning is tested with 1.
    size_t schedule_times_an_hour = 60;
  };
  static oci::Result<std::unique_ptr<Management>> Open(Options options);

  // True when the path belongs to this service.
  static bool Serves(const std::string& path);
  // The caller has verified the signature. May be called from several threads at once.
  Response Handle(const Request& request);
  // Whether mails may come from that address, case ignored.
  bool IsApprovedSender(const std::string& compartment_id, const std::string& email);

 private:
  // The handler of a route, called with the lock held; id: the id in the path, which is of that
  // kind.
  using Function = Response (Management::*)(const Request& request, const std::string& id,
                                            const ResourceKind* kind);
  struct Action {
    Function function;
    const ResourceKind* kind = nullptr;
  };
  using ManagementRoute = Route<Action>;
  static const std::vector<ManagementRoute>& Routes();
  static void AddRoutes(const ResourceKind& kind, std::vector<ManagementRoute>& routes);
  explicit Management(Options options);

  Response ListWorkRequests(const Request& request, const std::string& id,
                            const ResourceKind* kind);
  Response GetWorkDetails(const Request& request, const std::string& id, const ResourceKind* kind);
  Response GetWorkRequest(const Request& request, const std::string& id, const ResourceKind* kind);
  Response List(const Request& request, const std::string& id, const ResourceKind* kind);
  Response Create(const Request& request, const std::string& id, const ResourceKind* kind);
  Response Get(const Request& request, const std::string& id, const ResourceKind* kind);
  Response Update(const Request& request, const std::string& id, const ResourceKind* kind);
  Response Remove(const Request& request, const std::string& id, const ResourceKind* kind);
  Response ActivateSchedule(const Request& request, const std::string& id,
                            const ResourceKind* kind);
  Response DeactivateSchedule(const Request& request, const std::string& id,
                              const ResourceKind* kind);
  Response RefuseUnseen(const Request& request, const std::string& id, const ResourceKind* kind);
  Response RefuseRoute(const Request& request, const std::string& id, const ResourceKind* kind);
  Response RefuseInvocation(const Request& request, const std::string& id,
                            const ResourceKind* kind);
  Response RefuseMethod(const Request& request, const std::string& id, const ResourceKind* kind);
  Response RefuseMethodOfAction(const Request& request, const std::string& id,
                                const ResourceKind* kind);

  Response SetState(const Request& request, nlohmann::json* body, const ResourceKind& kind,
                    const char* state);
  nlohmann::json* Find(const std::string& id, const ResourceKind& kind);  // null: there is none
  bool IsOfAll(const Request& request, const ResourceKind& kind, const std::string& scope) const;
  static std::optional<Response> RefuseChange(const Request& request, const nlohmann::json* body);
  // The body as a JSON object; the error says what is wrong with it.
  static oci::Result<nlohmann::json> BodyOf(const Request& request);
  static Response Conflict(const std::string& message);
  static Response DiskFailed();
  // The document as it is sent to clients.
  nlohmann::json Shown(nlohmann::json document) const;
  // work_request: its id, empty for none.
  Response Answer(const nlohmann::json& document, const std::string& work_request = {}) const;
  // Returns the id; empty: resources of that kind have no work requests. verb: "CREATE".
  oci::Result<std::string> RecordWork(const ResourceKind& kind, const std::string& verb,
                                      const nlohmann::json& body);
  oci::Status Save() const;

  // creation.cc
  std::optional<Response> RefuseDocument(const nlohmann::json& document,
                                         const ResourceKind& kind) const;
  static std::optional<Response> RefuseSpecification(const ResourceKind& kind,
                                                     const nlohmann::json& details);
  bool KnowsCompartment(const std::string& id) const;
  size_t CountOf(const ResourceKind& kind, const nlohmann::json& parent) const;
  std::optional<Response> RefuseParents(const nlohmann::json& details,
                                        const ResourceKind& kind) const;
  nlohmann::json StartDocument(const ResourceKind& kind, const std::string& id,
                               nlohmann::json body) const;
  nlohmann::json NewDocument(const nlohmann::json& details, const ResourceKind& kind);
  void Complete(nlohmann::json& body, const ResourceKind& kind, const std::string& unique);
  void AddWhatIsThere();
  void AddDefaultsOf(const std::string& vcn, const std::string& routes, const std::string& rules,
                     const std::string& compartment);

  const Options options_;
  mutable std::mutex mutex_;
  WorkRequests work_;
  nlohmann::json documents_ = nlohmann::json::object();  // by id
};

}  // namespace standin
