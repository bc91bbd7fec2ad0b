// Client of those OCI management APIs that follow one pattern: a collection of resources that are
// listed by compartment (or application), are created, read, updated and deleted by OCID, and have
// a lifecycleState. Used for container repositories, Functions applications and functions, API
// gateways and deployments, schedules, and senders of mail (oci-artifacts, oci-functions,
// oci-apigateway, oci-resourcescheduler and oci-email of Oracle's TypeScript SDK 2.139.1).
#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::management {

using Json = nlohmann::json;

struct Collection {
  std::string endpoint;  // "https://functions.us-ashburn-1.oci.oraclecloud.com"
  std::string path;      // "/20181201/functions"
  std::string scope;     // the parameter that lists are filtered by: "applicationId"
};

// The collection of one kind of resource at a service's endpoint: Functions(endpoint).
struct CollectionOf {
  const char* path;
  const char* scope;
  Collection operator()(std::string endpoint) const { return {std::move(endpoint), path, scope}; }
};

inline constexpr CollectionOf Compartments{"/20160918/compartments", "compartmentId"};  // read only
inline constexpr CollectionOf ContainerRepositories{"/20160918/container/repositories",
                                                    "compartmentId"};
inline constexpr CollectionOf Applications{"/20181201/applications", "compartmentId"};
inline constexpr CollectionOf Functions{"/20181201/functions", "applicationId"};
inline constexpr CollectionOf Gateways{"/20190501/gateways", "compartmentId"};
inline constexpr CollectionOf Deployments{"/20190501/deployments", "compartmentId"};
inline constexpr CollectionOf Schedules{"/20240430/schedules", "compartmentId"};
// of OCI Email Delivery; their names are in other members than displayName, so Find finds none
inline constexpr CollectionOf Senders{"/20170907/senders", "compartmentId"};
inline constexpr CollectionOf EmailDomains{"/20170907/emailDomains", "compartmentId"};
inline constexpr CollectionOf Dkims{"/20170907/dkims", "emailDomainId"};

// How often and how long to poll a resource until it is ready or deleted.
struct Patience {
  std::chrono::milliseconds look_every{2000};
};

class Client {
 public:
  Client(std::shared_ptr<Requester> requester, Collection collection, Patience patience = {});

  // The resource with that display name that is neither deleted nor failed, complete as Get returns
  // it.
  Result<std::optional<Json>> Find(Call& call, const std::string& scope_id,
                                   const std::string& display_name);
  // All resources in that compartment or application, as the list returns them (summaries); reads
  // all pages.
  Result<std::vector<Json>> List(Call& call, const std::string& scope_id);
  // nullopt: no such resource.
  Result<std::optional<Json>> Get(Call& call, const std::string& id);
  // Both return the resource once it is ready for use. When the response to a creation is lost, the
  // retry sends the same opc-retry-token and the service creates nothing twice.
  Result<Json> Create(Call& call, const Json& details, const std::string& retry_token);
  Result<Json> Update(Call& call, const std::string& id, const Json& details);
  // Runs an action such as "activateSchedule" and waits for it; returns the resource.
  Result<Json> Act(Call& call, const std::string& id, const std::string& action);
  // Returns when the resource is deleted. Deleting what does not exist is success.
  Status Delete(Call& call, const std::string& id);

 private:
  Result<Json> AwaitReady(Call& call, Json resource);
  Result<Json> SendBody(Call& call, const char* method, std::string url, const Json& body,
                        const std::string& retry_token);
  std::string Url(const std::string& id) const;

  std::shared_ptr<Requester> requester_;
  Collection collection_;
  Patience patience_;
};

}  // namespace oci::management
