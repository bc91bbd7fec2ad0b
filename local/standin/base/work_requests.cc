#include "local/standin/base/work_requests.h"

#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

constexpr size_t kMostKept = 500;

}  // namespace

json WorkResource(const std::string& action, const std::string& entity, const std::string& id,
                  const std::string& uri) {
  return {{"actionType", action}, {"entityType", entity}, {"identifier", id}, {"entityUri", uri}};
}

WorkRequests::WorkRequests(Options options) : options_(std::move(options)) {
  const json document = ReadDocument(options_.file);
  kept_ = oci::ArrayMember(document, "workRequests");
}

oci::Result<std::string> WorkRequests::Record(const std::string& operation,
                                              const std::string& compartment, json resources) {
  const std::string now = common::Rfc3339(options_.clock());
  const std::string id = options_.id_prefix + oci::Hex(options_.random(30));
  const std::lock_guard lock(mutex_);
  json kept = kept_;
  kept.push_back({{"id", id},
                  {"operationType", operation},
                  {"status", options_.done},
                  {"compartmentId", compartment},
                  {"resources", std::move(resources)},
                  {"percentComplete", 100.0},
                  {"timeAccepted", now},
                  {"timeStarted", now},
                  {"timeFinished", now}});
  if (kept.size() > kMostKept) kept.erase(kept.begin());
  OCI_RETURN_IF_ERROR(
      WriteWholeFile(options_.file, oci::JsonText(json{{"workRequests", kept}}), 0600));
  kept_ = std::move(kept);
  return id;
}

std::optional<json> WorkRequests::Find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const json& kept : kept_)
    if (oci::StringMember(kept, "id") == id) return kept;
  return std::nullopt;
}

json WorkRequests::List(const std::string& compartment) const {
  const std::lock_guard lock(mutex_);
  json found = json::array();
  for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept)
    if (oci::StringMember(*kept, "compartmentId") == compartment) found.push_back(*kept);
  return found;
}

Response WorkRequests::Get(const std::string& id) const {
  const auto found = Find(id);
  return found ? JsonResponse(*found) : NotFound();
}

json WorkRequests::AsItems(json items) {
  json framed = json::object();
  framed["items"] = std::move(items);
  return framed;
}

Response WorkRequests::GetList(const Request& request, Frame frame) const {
  const auto compartment = QueryValue(request, "compartmentId");
  if (!compartment) return InvalidParameter("compartmentId is missing");
  return JsonResponse(frame(List(*compartment)));
}

Response WorkRequests::GetDetails(const std::string& id, Frame frame) const {
  return Find(id) ? JsonResponse(frame(json::array())) : NotFound();
}

}  // namespace standin
