#include "local/standin/service.h"

#include <sys/random.h>

#include <algorithm>
#include <cctype>

#include "oci/crypto.h"

namespace standin {
namespace {

// "/n" and "/n/..." but not "/nothing".
bool Under(const std::string& path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

}  // namespace

Cloud::Cloud(Options options, Principals principals, std::unique_ptr<ObjectStorage> objects,
             std::unique_ptr<Logging> logging, std::unique_ptr<Management> management)
    : options_(std::move(options)),
      principals_(std::move(principals)),
      objects_(std::move(objects)),
      logging_(std::move(logging)),
      management_(std::move(management)) {
  principals_.AddTo(keys_);
}

oci::Result<std::unique_ptr<Cloud>> Cloud::Open(Options options) {
  OCI_ASSIGN_OR_RETURN(Principals principals,
                       Principals::Open(options.folder / "principals", options.clock()));
  OCI_ASSIGN_OR_RETURN(
      auto objects,
      ObjectStorage::Open({options.folder / "object-storage", kNamespace, kCompartmentId, kUserId,
                           options.public_url, options.clock, options.random}));
  OCI_ASSIGN_OR_RETURN(auto logging,
                       Logging::Open({options.folder / "logging", options.clock, options.random}));
  OCI_ASSIGN_OR_RETURN(
      auto management,
      Management::Open({options.folder / "management", kCompartmentId, kTenancyId, kNamespace,
                        options.clock, options.random, options.invoke_url, options.deployments_url,
                        options.schedule_times_an_hour}));
  return std::unique_ptr<Cloud>(new Cloud(std::move(options), std::move(principals),
                                          std::move(objects), std::move(logging),
                                          std::move(management)));
}

Response Cloud::Route(const Request& request) {
  if (request.path.starts_with("/p/")) return objects_->HandlePar(request);
  if (oci::FindHeader(request.headers, "authorization").empty()) {
    if (auto answer = objects_->HandleAnonymous(request)) return std::move(*answer);
  }
  if (auto refusal = Refuse(request)) return std::move(*refusal);
  if (Under(request.path, "/n")) return objects_->Handle(request);
  if (Under(request.path, "/20200831") || Under(request.path, "/20200531")) {
    return logging_->Handle(request);
  }
  if (Under(request.path, "/20190828") && options_.nosql) return options_.nosql(request);
  if (Management::Serves(request.path)) return management_->Handle(request);
  return ErrorResponse(
      501, "NotImplemented",
      request.method + " " + request.path + " is not supported by the FotoGal stand-in");
}

Response Cloud::Handle(const Request& request) {
  Response response = Route(request);
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

ObjectStore::Random SystemRandom() {
  return [](size_t size) {
    std::string bytes(size, '\0');
    size_t filled = 0;
    while (filled < size) {
      const ssize_t got = ::getrandom(bytes.data() + filled, size - filled, 0);
      if (got > 0) filled += static_cast<size_t>(got);
    }
    return bytes;
  };
}

}  // namespace standin
