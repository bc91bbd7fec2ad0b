#include "local/command/demo.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "fotogal/schema.h"
#include "local/command/demo_people.h"
#include "local/command/operator.h"
#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;
using namespace demo;  // NOLINT: what this file tells of

constexpr std::chrono::seconds kDemoPatience{60};
constexpr int kAvatarSide = 320;

// The API as the demonstration's people use it.
class Api {
 public:
  explicit Api(const DemoStage& stage) : stage_(stage) {}

  // The status; an answer that nobody expects is an error.
  oci::Result<oci::HttpResponse> Send(const std::string& method, const std::string& path,
                                      const std::string& by, oci::HeaderList headers,
                                      std::string body, std::initializer_list<int> expected) const {
    const auto token = tokens_.find(by);
    if (token != tokens_.end()) headers.emplace_back("Authorization", "Bearer " + token->second);
    auto answer =
        stage_.transport->Send({method, stage_.url + path, std::move(headers), std::move(body)},
                               kDemoPatience, [] { return false; });
    if (!answer.ok()) return answer;
    for (const int status : expected) {
      if (answer->status == status) return answer;
    }
    return oci::Error{"demo", method + " " + path + ": " + answer->body, answer->status, "", false};
  }
  oci::Result<oci::HttpResponse> SendJson(const std::string& method, const std::string& path,
                                          const std::string& by, const Json& body,
                                          std::initializer_list<int> expected,
                                          oci::HeaderList headers = {}) const {
    headers.emplace_back("Content-Type", "application/json");
    return Send(method, path, by, std::move(headers), body.dump(), expected);
  }

  // A new account, or a session of the one that a call before this one made.
  oci::Status Enter(const Person& person) {
    const Json form = {{"email", person.username + "@demo.example"},
                       {"full_name", person.full_name},
                       {"username", person.username},
                       {"password", kDemoPassword},
                       {"is_private", person.is_private}};
    OCI_ASSIGN_OR_RETURN(auto answer, SendJson("POST", "/v1/users", "", form, {201, 409}));
    if (answer.status == 409) {
      const Json login = {{"login", person.username}, {"password", kDemoPassword}};
      OCI_ASSIGN_OR_RETURN(answer, SendJson("POST", "/v1/login", "", login, {200}));
    }
    OCI_ASSIGN_OR_RETURN(const Json session, oci::ParseJson(answer));
    tokens_[person.username] = oci::StringMember(session, "token");
    return oci::Ok();
  }
  oci::Status Leave() const {
    for (const auto& [username, token] : tokens_)
      OCI_RETURN_IF_ERROR(Send("POST", "/v1/logout", username, {}, "", {204}));
    return oci::Ok();
  }

 private:
  const DemoStage& stage_;
  std::map<std::string, std::string> tokens_;
};

oci::Status Introduce(Api& api, const Person& person) {
  OCI_RETURN_IF_ERROR(api.Enter(person));
  const Json profile = {{"bio", person.bio},
                        {"website", person.website},
                        {"is_professional_account", person.is_professional}};
  OCI_RETURN_IF_ERROR(api.SendJson("PATCH", "/v1/me", person.username, profile, {200}));
  const auto seed = static_cast<unsigned>(person.username.size());
  OCI_RETURN_IF_ERROR(api.Send("PUT", "/v1/me/avatar", person.username,
                               {{"Content-Type", "image/jpeg"}},
                               DrawJpeg(person.avatar, kAvatarSide, kAvatarSide, seed), {200}));
  return oci::Ok();
}

// One that was published before is answered again; the key sees to it.
oci::Result<std::string> Publish(const Api& api, const Photo& photo, size_t number) {
  OCI_ASSIGN_OR_RETURN(
      const auto answer,
      api.Send("POST", "/v1/images", photo.by,
               {{"Content-Type", "image/jpeg"},
                {"X-Caption", oci::PercentEncode(photo.caption)},
                {"X-Alt-Text", oci::PercentEncode(photo.alt_text)},
                {"Idempotency-Key", "demo-photo-" + std::to_string(number)}},
               DrawJpeg(photo.scene, photo.width, photo.height, photo.seed), {201}));
  OCI_ASSIGN_OR_RETURN(const Json image, oci::ParseJson(answer));
  const auto id = oci::StringMember(image, "id");
  for (const auto& fan : photo.liked_by)
    OCI_RETURN_IF_ERROR(api.Send("PUT", "/v1/images/" + id + "/like", fan, {}, "", {200}));
  return id;
}

oci::Status Play(const DemoStage& stage) {
  Api api(stage);
  for (const auto& person : People()) OCI_RETURN_IF_ERROR(Introduce(api, person));
  for (const auto& [who, whom] : Follows())
    OCI_RETURN_IF_ERROR(api.Send("PUT", "/v1/users/" + whom + "/follow", who, {}, "", {200}));
  // All but the last ask of a private account is granted: that one is there to be looked at.
  OCI_RETURN_IF_ERROR(
      api.Send("PUT", "/v1/me/follow-requests/marina.alves", "bia", {}, "", {200, 404}));
  std::vector<std::string> ids;
  for (const auto& photo : Photos()) {
    OCI_ASSIGN_OR_RETURN(auto id, Publish(api, photo, ids.size()));
    ids.push_back(std::move(id));
  }
  size_t number = 0;
  for (const auto& remark : Remarks()) {
    OCI_RETURN_IF_ERROR(
        api.SendJson("POST", "/v1/images/" + ids.at(remark.photo) + "/comments", remark.by,
                     {{"text", remark.text}}, {201},
                     {{"Idempotency-Key", "demo-remark-" + std::to_string(number++)}}));
  }
  return api.Leave();
}

oci::Result<bool> NobodyIsThere(fotogal::Services& services) {
  auto call = CallWithin(kDemoPatience);
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  options.limit = 1;
  std::string page;
  do {
    options.page = page;
    OCI_ASSIGN_OR_RETURN(
        const auto found,
        services.nosql->Query(call, "SELECT id FROM " + std::string(fotogal::schema::kUsers),
                              Json::object(), options));
    if (!found.items.empty()) return false;
    page = found.next;
  } while (!page.empty());
  return true;
}

// "begun" or "done"; empty: never asked to.
std::string ReadState(const std::string& path) {
  std::ifstream file(path);
  std::string state;
  std::getline(file, state);
  return state;
}

oci::Status WriteState(const std::string& path, const std::string& state) {
  std::ofstream file(path + ".part", std::ios::trunc);
  file << state << "\n";
  file.close();
  std::error_code error;
  std::filesystem::rename(path + ".part", path, error);
  if (!file || error) return oci::ConfigurationError(path + ": not writable");
  return oci::Ok();
}

}  // namespace

oci::Status FillDemo(const DataFolder& folder, fotogal::Services& services,
                     const DemoStage& stage) {
  const std::string path = folder.path + "/demo";
  const auto state = ReadState(path);
  if (state == "done") return oci::Ok();
  if (state.empty()) {
    OCI_ASSIGN_OR_RETURN(const bool empty, NobodyIsThere(services));
    if (!empty) return WriteState(path, "done");
    OCI_RETURN_IF_ERROR(WriteState(path, "begun"));
  }
  OCI_RETURN_IF_ERROR(Play(stage));
  stage.report("demonstration: log in as " + People().front().username + " with the password '" +
               kDemoPassword + "'");
  return WriteState(path, "done");
}

}  // namespace local
