#include "local/standin/service.h"

#include <algorithm>
#include <cctype>

#include "oci/crypto.h"

namespace standin {
namespace {

// Services whose work no part of a local cloud could do.
Response Beyond(const Request& request, const char* service) {
  return ErrorResponse(501, "NotImplemented",
                       std::string(service) + " is beyond the local cloud: " + request.method +
                           " " + request.path + " is not supported by the FotoGal stand-in");
}

}  // namespace

Cloud::Cloud(Options options, Principals principals, std::unique_ptr<Identity> identity,
             std::unique_ptr<ObjectStorage> objects, std::unique_ptr<Logging> logging,
             std::unique_ptr<Management> management, std::unique_ptr<Email> email)
    : options_(std::move(options)),
      principals_(std::move(principals)),
      identity_(std::move(identity)),
      objects_(std::move(objects)),
      logging_(std::move(logging)),
      management_(std::move(management)),
      email_(std::move(email)) {
  principals_.AddTo(keys_);
}

oci::Result<std::unique_ptr<Cloud>> Cloud::Open(Options options) {
  OCI_ASSIGN_OR_RETURN(Principals principals,
                       Principals::Open(options.folder / "principals", options.clock()));
  OCI_ASSIGN_OR_RETURN(auto identity,
                       Identity::Open({options.folder / "identity", kTenancyId, kUserId, kRegion,
                                       kRegionKey, options.clock, options.random}));
  OCI_ASSIGN_OR_RETURN(
      auto objects,
      ObjectStorage::Open({options.folder / "object-storage", kNamespace, kCompartmentId, kUserId,
                           options.public_url, options.clock, options.random}));
  OCI_ASSIGN_OR_RETURN(auto logging, Logging::Open({options.folder / "logging", options.clock,
                                                    options.random, kTenancyId}));
  OCI_ASSIGN_OR_RETURN(
      auto management,
      Management::Open({options.folder / "management", kCompartmentId, kTenancyId, kNamespace,
                        options.clock, options.random, options.invoke_url, options.deployments_url,
                        options.schedule_times_an_hour}));
  OCI_ASSIGN_OR_RETURN(
      auto email,
      Email::Open(
          {options.folder / "email", kTenancyId, options.public_url, options.clock, options.random,
           [senders = management.get()](const std::string& compartment, const std::string& email) {
             return senders->IsApprovedSender(compartment, email);
           }}));
  return std::unique_ptr<Cloud>(
      new Cloud(std::move(options), std::move(principals), std::move(identity), std::move(objects),
                std::move(logging), std::move(management), std::move(email)));
}

const std::vector<Route<Cloud::Service>>& Cloud::Routes() {
  using C = Cloud;
  static const std::vector<Route<Service>> kRoutes = {
      {"*", "/n", &C::AskObjectStorage},
      {"*", "/n/{rest...}", &C::AskObjectStorage},
      {"*", "/workRequests", &C::AskObjectStorage},
      {"*", "/workRequests/{rest...}", &C::AskObjectStorage},
      {"*", "/20200831", &C::AskLogging},
      {"*", "/20200831/{rest...}", &C::AskLogging},
      {"*", "/20200531", &C::AskLogging},
      {"*", "/20200531/{rest...}", &C::AskLogging},
      {"*", "/20190909/{rest...}", &C::AskLogging},
      {"*", "/20190828", &C::AskNoSql},
      {"*", "/20190828/{rest...}", &C::AskNoSql},
      {"POST", "/V2/nosql/data", &C::AskNoSql},
      {"*", "/20160918/regions[/]", &C::AskIdentity},
      {"*", "/20160918/tenancies/{rest...}", &C::AskIdentity},
      {"*", "/20160918/users/{rest...}", &C::AskIdentity},
      {"*", "/20220926/{rest...}", &C::AskEmail},
      {"*", "/20170907/configuration", &C::AskEmail},
      {"*", "/20180401/{rest...}", &C::RefuseMonitoring},
      {"*", "/20181201/topics", &C::RefuseNotifications},
      {"*", "/20181201/topics/{rest...}", &C::RefuseNotifications},
      {"*", "/20181201/subscriptions", &C::RefuseNotifications},
      {"*", "/20181201/subscriptions/{rest...}", &C::RefuseNotifications},
      {"*", "/20180917/{rest...}", &C::RefuseResourceManager},
      {"*", "/{rest...}", &C::AskManagement}};
  return kRoutes;
}

Response Cloud::AskObjectStorage(const Request& request) { return objects_->Handle(request); }
Response Cloud::AskLogging(const Request& request) { return logging_->Handle(request); }
Response Cloud::AskNoSql(const Request& request) {
  return options_.nosql ? options_.nosql(request) : NotServed(request);
}
Response Cloud::AskIdentity(const Request& request) { return identity_->Handle(request); }
Response Cloud::AskEmail(const Request& request) { return email_->Handle(request); }
Response Cloud::RefuseMonitoring(const Request& request) {
  return Beyond(request, "Monitoring (alarms, metrics)");
}
Response Cloud::RefuseNotifications(const Request& request) {
  return Beyond(request, "Notifications (topics, subscriptions)");
}
Response Cloud::RefuseResourceManager(const Request& request) {
  return Beyond(request, "Resource Manager");
}
Response Cloud::AskManagement(const Request& request) {
  return Management::Serves(request.path) ? management_->Handle(request) : NotServed(request);
}

Response Cloud::Answer(const Request& request) {
  if (request.path.starts_with("/p/")) return objects_->HandlePar(request);
  if (oci::FindHeader(request.headers, "authorization").empty()) {
    if (auto answer = objects_->HandleAnonymous(request)) return std::move(*answer);
  }
  if (auto refusal = Refuse(request)) return std::move(*refusal);
  const auto found = FindRoute(Routes(), request.method, request.path);
  return found ? (this->*found->route->handler)(request) : NotServed(request);
}

Response Cloud::Handle(const Request& request) {
  Response response = Answer(request);
  if (oci::FindHeader(response.headers, "opc-request-id").empty()) {
    std::string id(oci::FindHeader(request.headers, "opc-request-id"));
    if (id.empty()) {
      id = oci::Hex(options_.random(16));
      std::transform(id.begin(), id.end(), id.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    }
    response.headers.emplace_back("opc-request-id", std::move(id));
  }
  const auto client_id = oci::FindHeader(request.headers, "opc-client-request-id");
  if (!client_id.empty()) response.headers.emplace_back("opc-client-request-id", client_id);
  if (request.method == "HEAD") response.body.clear();
  return response;
}

}  // namespace standin
