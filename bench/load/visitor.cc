#include "bench/load/visitor.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "oci/json_text.h"

namespace bench {
namespace {

bool IsDone(const Answer& answer) { return answer.status >= 200 && answer.status < 300; }

// A refusal changes nothing; of what was not answered, or answered by "not now", nobody knows.
bool IsRefused(const Answer& answer) { return answer.status >= 400 && answer.status < 500; }

// Turns the other way round; whatever is unknown is asked for once more.
bool Wanted(Known known) { return known != Known::kYes; }

void Note(Known& known, bool wanted, const Answer& answer) {
  if (IsDone(answer)) {
    known = wanted ? Known::kYes : Known::kNo;
  } else if (!IsRefused(answer)) {
    known = Known::kUnknown;
  }
}

}  // namespace

Visitor::Visitor(const Scene& scene, size_t number, std::string username)
    : scene_(scene), member_(scene.place, number, std::move(username)), random_(number + 1) {
  for (const auto& author : scene_.authors) {
    member_.Must({"PUT", "/v1/users/" + author + "/follow"});
    promises_.follows[author] = Known::kYes;
  }
}

int Visitor::Do(Work work) {
  switch (work) {
    case Work::kPhoto:
      return SeePhoto();
    case Work::kFeed:
      return ReadFeed();
    case Work::kNotifications:
      return member_.Send({"GET", "/v1/me/notifications"}).status;
    case Work::kLike:
      return shown_.empty() ? ReadFeed() : Like();
    case Work::kComment:
      return shown_.empty() ? ReadFeed() : Comment();
    case Work::kFollow:
      return Follow();
    case Work::kUpload:
      return Upload();
    case Work::kLogIn:
      return member_.LogIn().status;
  }
  return 0;
}

void Visitor::Change(Known& known, bool wanted, const std::string& path) {
  member_.Must({wanted ? "PUT" : "DELETE", path});
  known = wanted ? Known::kYes : Known::kNo;
}

void Visitor::FollowAgain() {
  for (auto& [username, known] : promises_.follows)
    if (known != Known::kYes) Change(known, true, "/v1/users/" + username + "/follow");
}

void Visitor::Settle() {
  for (auto& [image, known] : promises_.likes)
    if (known == Known::kUnknown) Change(known, true, "/v1/images/" + image + "/like");
  for (auto& [username, known] : promises_.follows)
    if (known == Known::kUnknown) Change(known, true, "/v1/users/" + username + "/follow");
  constexpr int kTries = 60;
  constexpr std::chrono::milliseconds kBetweenTries{500};
  for (int tries = 0; !comment_.key.empty() || !upload_.key.empty(); ++tries) {
    if (tries == kTries) throw std::runtime_error("a comment or photo is never answered");
    if (tries > 0) std::this_thread::sleep_for(kBetweenTries);
    if (!comment_.key.empty()) Comment();
    if (!upload_.key.empty()) Upload();
  }
}

const Visitor::Shown& Visitor::Any() { return shown_[random_() % shown_.size()]; }

std::string Visitor::NewKey() { return member_.username() + "-" + std::to_string(++keys_); }

// One after the other, as somebody scrolls.
int Visitor::SeePhoto() {
  if (shown_.empty()) return ReadFeed();
  const auto target = TargetOf(shown_[looked_at_++ % shown_.size()].thumb, scene_.place.port);
  if (target.port == scene_.place.port) return member_.SendUnknown({"GET", target.path}).status;
  auto& storage = storage_[target.host + ":" + std::to_string(target.port)];
  if (!storage) storage = std::make_unique<Connection>(target.host, target.port);
  return storage->Send({"GET", target.path}).status;
}

int Visitor::ReadFeed() {
  const auto answer = member_.Send({"GET", "/v1/feed"});
  const auto page = oci::JsonOf(answer.body);
  if (!IsDone(answer) || !page.contains("items")) return answer.status;
  shown_.clear();
  for (const auto& item : page.at("items"))
    shown_.push_back({item.at("id"), item.at("urls").at("thumb")});
  return answer.status;
}

int Visitor::Like() {
  const std::string image = Any().image;
  Known& known = promises_.likes[image];
  const bool wanted = Wanted(known);
  const auto answer = member_.Send({wanted ? "PUT" : "DELETE", "/v1/images/" + image + "/like"});
  Note(known, wanted, answer);
  return answer.status;
}

int Visitor::Comment() {
  if (comment_.key.empty()) comment_ = {NewKey(), Any().image};
  const auto answer = member_.Send({"POST",
                                    "/v1/images/" + comment_.image + "/comments",
                                    {{"Idempotency-Key", comment_.key}},
                                    R"({"text":"What light!"})",
                                    "application/json"});
  const auto made = oci::JsonOf(answer.body);
  if (IsDone(answer) && made.contains("id")) promises_.comments[comment_.image].insert(made["id"]);
  if (IsDone(answer) || IsRefused(answer)) comment_ = {};
  return answer.status;
}

int Visitor::Follow() {
  const auto& others = scene_.others;
  size_t at = random_() % others.size();
  if (others[at] == member_.username()) at = (at + 1) % others.size();
  Known& known = promises_.follows[others[at]];
  const bool wanted = Wanted(known);
  const auto answer =
      member_.Send({wanted ? "PUT" : "DELETE", "/v1/users/" + others[at] + "/follow"});
  Note(known, wanted, answer);
  return answer.status;
}

int Visitor::Upload() {
  if (upload_.key.empty()) upload_.key = NewKey();
  const auto answer = member_.Send(
      {"POST", "/v1/images", {{"Idempotency-Key", upload_.key}}, scene_.photo, "image/jpeg"});
  const auto made = oci::JsonOf(answer.body);
  if (IsDone(answer) && made.contains("id")) promises_.images.insert(made["id"]);
  if (IsDone(answer) || IsRefused(answer)) upload_ = {};
  return answer.status;
}

}  // namespace bench
