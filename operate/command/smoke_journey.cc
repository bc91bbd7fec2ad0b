#include "operate/command/smoke_journey.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "local/demo/pictures.h"
#include "oci/json_text.h"

namespace operate {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr std::chrono::seconds kOneAnswer{40};
constexpr std::chrono::milliseconds kLookEvery{500};

struct TestAccount {
  std::string username, password, token;
  std::string archive;   // path of the export's archive
  bool deleted = false;  // the deletion was accepted
};

struct JourneyQuestion {
  const char* step;  // the current step, for the error
  std::string method, path;
  const TestAccount* as = nullptr;
  std::string content_type, body;
};

class Journey {
 public:
  Journey(oci::Call& call, oci::Transport& transport, const std::string& url,
          const std::string& suffix, const std::function<void(std::chrono::milliseconds)>& sleep)
      : call_(call), transport_(transport), url_(url), sleep_(sleep) {
    for (const char* who : {"a", "b"})
      people_.push_back({"smoke." + suffix + "." + who, "smoke test " + suffix + who, "", ""});
  }

  oci::Status Make() {
    for (auto& person : people_) OCI_RETURN_IF_ERROR(SignUp(person));
    OCI_RETURN_IF_ERROR(Publish());
    for (auto& person : people_) OCI_RETURN_IF_ERROR(Export(person));
    for (auto& person : people_) OCI_RETURN_IF_ERROR(Delete(person));
    for (const auto& person : people_) OCI_RETURN_IF_ERROR(AwaitGone(person));
    return oci::Ok();
  }

  // Deletes the accounts of a journey that ended early.
  void DeleteAccounts() {
    for (auto& person : people_)
      if (!person.token.empty() && !person.deleted) (void)Send(Removal(person));
  }

 private:
  oci::Result<oci::HttpResponse> Send(const JourneyQuestion& question) {
    oci::HttpRequest request{question.method, url_ + question.path, {}, question.body};
    if (!question.content_type.empty())
      request.headers.emplace_back("content-type", question.content_type);
    if (question.as != nullptr)
      request.headers.emplace_back("authorization", "Bearer " + question.as->token);
    return transport_.Send(request, kOneAnswer, [] { return false; });
  }

  // Repeats the request until `enough` is true for the response or the time is over.
  template <class Enough>
  oci::Result<json> Await(const JourneyQuestion& question, Enough enough) {
    for (;;) {
      const auto answer = Send(question);
      const json body = answer.ok() ? oci::JsonOf(answer->body) : json(json::value_t::discarded);
      if (answer.ok() && enough(*answer, body)) return body;
      if (call_.TimeLeft() <= kLookEvery) {
        const std::string last =
            answer.ok() ? std::to_string(answer->status) + " " + answer->body.substr(0, 200)
                        : answer.error().message;
        return oci::Error{"smoke_test",
                          std::string(question.step) + ": " + question.method + " " + url_ +
                              question.path + " answered last: " + last,
                          0, "", false};
      }
      sleep_(kLookEvery);
    }
  }
  oci::Result<json> AwaitStatus(const JourneyQuestion& question, int status) {
    return Await(question, [status](const oci::HttpResponse& answer, const json&) {
      return answer.status == status;
    });
  }

  // When the response to a sign-up is lost, logging in tells whether the account exists.
  oci::Status SignUp(TestAccount& person) {
    const json account{{"username", person.username},
                       {"email", person.username + "@fotogal.invalid"},
                       {"full_name", "Smoke test"},
                       {"password", person.password}};
    OCI_ASSIGN_OR_RETURN(
        const json made,
        Await({"sign-up", "POST", "/v1/users", nullptr, "application/json", oci::JsonText(account)},
              [](const oci::HttpResponse& answer, const json&) {
                return answer.status == 201 || answer.status == 409;
              }));
    json login{{"login", person.username}, {"password", person.password}};
    // With the device's mark, wrong passwords that others try from this address do not delay the
    // log-in.
    if (made.contains("device")) login["device"] = StringMember(made, "device");
    OCI_ASSIGN_OR_RETURN(const json session, AwaitStatus({"log-in", "POST", "/v1/login", nullptr,
                                                          "application/json", oci::JsonText(login)},
                                                         200));
    person.token = StringMember(session, "token");
    return oci::Ok();
  }

  oci::Status Publish() {
    const auto& [author, follower] = std::tie(people_[0], people_[1]);
    OCI_RETURN_IF_ERROR(AwaitStatus(
        {"follow", "PUT", "/v1/users/" + author.username + "/follow", &follower, "", ""}, 200));
    const auto picture = local::demo::DrawJpeg(local::demo::Scene::kPeaks, 64, 64, 1);
    OCI_ASSIGN_OR_RETURN(
        const json image,
        AwaitStatus({"upload", "POST", "/v1/images", &author, "image/jpeg", picture}, 201));
    const std::string id = StringMember(image, "id");
    OCI_RETURN_IF_ERROR(Await(
        {"the photo in the follower's feed (fanout)", "GET", "/v1/feed", &follower, "", ""},
        [&id](const oci::HttpResponse&, const json& body) {
          if (!body.is_object()) return false;
          const json& items = oci::ArrayMember(body, "items");
          return std::any_of(items.begin(), items.end(),
                             [&id](const json& item) { return StringMember(item, "id") == id; });
        }));
    return oci::Ok();
  }

  oci::Status Export(TestAccount& person) {
    OCI_RETURN_IF_ERROR(Await({"an export's start", "POST", "/v1/me/export", &person, "", ""},
                              [](const oci::HttpResponse& answer, const json&) {
                                return answer.status == 202 || answer.status == 200;
                              }));
    OCI_ASSIGN_OR_RETURN(const json made,
                         Await({"an export (export)", "GET", "/v1/me/export", &person, "", ""},
                               [](const oci::HttpResponse& answer, const json& body) {
                                 return answer.status == 200 &&
                                        StringMember(body, "status") == "ready";
                               }));
    person.archive = StringMember(made, "url");
    OCI_RETURN_IF_ERROR(Await({"the export's download", "GET", person.archive, nullptr, "", ""},
                              [](const oci::HttpResponse& answer, const json&) {
                                return answer.status == 200 &&
                                       answer.body.starts_with("PK");  // the beginning of a ZIP
                              }));
    return oci::Ok();
  }

  static JourneyQuestion Removal(const TestAccount& person) {
    return {"a deletion", "DELETE",           "/v1/me",
            &person,      "application/json", oci::JsonText(json{{"password", person.password}})};
  }

  // A deletion whose response was lost has ended the session.
  oci::Status Delete(TestAccount& person) {
    OCI_RETURN_IF_ERROR(Await(Removal(person), [](const oci::HttpResponse& answer, const json&) {
      return answer.status == 202 || answer.status == 401;
    }));
    person.deleted = true;
    return oci::Ok();
  }

  oci::Status AwaitGone(const TestAccount& person) {
    OCI_RETURN_IF_ERROR(AwaitStatus(
        {"what is left of a deleted account (deletion)", "GET", person.archive, nullptr, "", ""},
        404));
    return oci::Ok();
  }

  oci::Call& call_;
  oci::Transport& transport_;
  const std::string url_;
  const std::function<void(std::chrono::milliseconds)>& sleep_;
  std::vector<TestAccount> people_;
};

}  // namespace

oci::Status SmokeJourney(oci::Call& call, oci::Transport& transport, const std::string& url,
                         const std::string& suffix,
                         const std::function<void(std::chrono::milliseconds)>& sleep) {
  Journey journey(call, transport, url, suffix, sleep);
  auto made = journey.Make();
  if (!made.ok()) journey.DeleteAccounts();
  return made;
}

}  // namespace operate
