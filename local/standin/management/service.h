// What operators create besides tables and buckets: container repositories, Functions applications
// and functions, API gateways and deployments, schedules, and the compartment of all. JSON as in
// the models of Oracle's TypeScript SDK 2.139.1 (oci-artifacts, oci-functions, oci-apigateway,
// oci-resourcescheduler, oci-identity). A new resource is CREATING until it has been read once; its
// work request has succeeded by then.
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
  explicit Management(Options options) : options_(std::move(options)) {}

  Response GetCompartment(const Request& request, const std::string& id, const ResourceKind* kind);
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

  Response SetState(const Request& request, nlohmann::json* body, const char* state);
  nlohmann::json* Find(const std::string& id, const ResourceKind& kind);  // null: there is none
  static std::optional<Response> RefuseChange(const Request& request, const nlohmann::json* body);
  std::optional<Response> RefuseDocument(const nlohmann::json& document,
                                         const ResourceKind& kind) const;
  size_t CountOf(const ResourceKind& kind, const nlohmann::json& parent) const;
  std::optional<Response> RefuseParents(const nlohmann::json& details,
                                        const ResourceKind& kind) const;
  nlohmann::json NewDocument(const nlohmann::json& details, const ResourceKind& kind);
  void Settle(nlohmann::json& document);
  // The document as it is sent to clients.
  nlohmann::json Shown(nlohmann::json document) const;
  Response Answer(const nlohmann::json& document, bool with_work_request) const;
  oci::Status Save() const;

  const Options options_;
  mutable std::mutex mutex_;
  nlohmann::json documents_ = nlohmann::json::object();  // by id
};

}  // namespace standin
