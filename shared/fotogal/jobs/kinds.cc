#include "fotogal/jobs/kinds.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fotogal {
namespace {

using Json = nlohmann::json;

Json ArgumentsOf(const ImageRef& image) {
  return {{"author", image.author}, {"image", image.image}};
}

ImageRef ImageOf(const Json& arguments) {
  return {arguments.at("author").get<Id>(), arguments.at("image").get<Id>()};
}

}  // namespace

const KnownJobKind* FindJobKind(std::string_view name) {
  const auto found = std::ranges::find(kJobKinds, name, &KnownJobKind::name);
  return found == std::end(kJobKinds) ? nullptr : found;
}

bool IsAbout(std::string_view kind, const Json& arguments, Id person) {
  const KnownJobKind* known = FindJobKind(kind);
  return known != nullptr && std::ranges::any_of(known->people, [&](std::string_view member) {
           const auto found = arguments.find(member);
           return found != arguments.end() && *found == person;
         });
}

Json ToJson(const PublishJob& job) { return ArgumentsOf(job.image); }
Json ToJson(const DeliveryJob& job) { return {{"author", job.author}, {"follower", job.follower}}; }
Json ToJson(const ApproveAllJob& job) { return {{"followee", job.followee}}; }
Json ToJson(const RemoveImageJob& job) { return ArgumentsOf(job.image); }
Json ToJson(const SwitchDeliveryJob& job) { return {{"author", job.author}}; }
Json ToJson(const ReconcileJob&) { return Json::object(); }
Json ToJson(const DeletionJob& job) {
  return {{"user", job.user}, {"names", job.names}, {"throttle", job.throttle}};
}
Json ToJson(const ExportJob& job) { return {{"user", job.user}}; }

void FromJson(const Json& arguments, PublishJob& job) { job.image = ImageOf(arguments); }
void FromJson(const Json& arguments, DeliveryJob& job) {
  job.author = arguments.at("author").get<Id>();
  job.follower = arguments.at("follower").get<Id>();
}
void FromJson(const Json& arguments, ApproveAllJob& job) {
  job.followee = arguments.at("followee").get<Id>();
}
void FromJson(const Json& arguments, RemoveImageJob& job) { job.image = ImageOf(arguments); }
void FromJson(const Json& arguments, SwitchDeliveryJob& job) {
  job.author = arguments.at("author").get<Id>();
}
void FromJson(const Json&, ReconcileJob&) {}
void FromJson(const Json& arguments, DeletionJob& job) {
  job.user = arguments.at("user").get<Id>();
  job.names = arguments.at("names").get<std::set<std::string>>();
  job.throttle = arguments.at("throttle").get<std::vector<std::string>>();
}
void FromJson(const Json& arguments, ExportJob& job) { job.user = arguments.at("user").get<Id>(); }

}  // namespace fotogal
