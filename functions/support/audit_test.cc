#include "functions/support/audit.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>

#include "functions/login/handler.h"
#include "functions/logout/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/nosql_sent.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

tests::Reply LogIn(tests::TestCloud& cloud, const std::string& password) {
  return cloud.Send(&login::Handle, {"POST", "/v1/login", "",
                                     Json{{"login", "ann"}, {"password", password}}.dump()});
}

// A log that accepts entries but does not answer in time. The request to the log and the write at
// the same time are held until both have arrived.
class SilentLog : public oci::Transport {
 public:
  // write: text in the URL or body of the write that must run at the same time.
  SilentLog(oci::Transport& cloud, std::string write) : cloud_(cloud), write_(std::move(write)) {}

  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request,
                                      std::chrono::milliseconds timeout,
                                      const std::function<bool()>& stop) override {
    if (request.url.find("/actions/push") != std::string::npos) {
      Meet(push_came, write_came);
      longest = std::max(longest, timeout);
      ++pushes;
      return oci::Error{"deadline_exceeded", "no answer", 0, "", true, true};
    }
    const bool writes = !tests::IsGet(request.method, request.url, request.body) &&
                        (request.url.find(write_) != std::string::npos ||
                         request.body.find(write_) != std::string::npos);
    if (writes) Meet(write_came, push_came);
    return cloud_.Send(request, timeout, stop);
  }

  int pushes = 0;
  std::chrono::milliseconds longest{0};
  bool push_came = false, write_came = false;
  bool missed = false;  // one of them has waited in vain

 private:
  void Meet(bool& mine, const bool& other) {
    std::unique_lock lock(mutex_);
    mine = true;
    changed_.notify_all();
    if (!changed_.wait_for(lock, std::chrono::seconds(10), [&] { return other || missed; }))
      missed = true;
    changed_.notify_all();
  }

  oci::Transport& cloud_;
  const std::string write_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

TEST_CASE("sign-up, failed login and logout are audited, without names or secrets") {
  tests::TestCloud cloud;
  cloud.UseLog();
  const auto ann = cloud.SignUp("ann");
  LogIn(cloud, "a wrong password");
  LogIn(cloud, "password of ann");
  cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann);
  std::string events;
  for (const auto& event : cloud.Audited()) {
    events += event.at("event").get<std::string>() + " ";
    CHECK(event.dump().find("password") == std::string::npos);
    CHECK(event.dump().find("example.com") == std::string::npos);
  }
  CHECK(events == "signup login_failed logout ");
}

TEST_CASE("a log that does not exist fails no call") {
  tests::TestCloud cloud;
  cloud.UseLog();
  cloud.services().config.log_id = "ocid1.log.oc1..nowhere";
  const auto ann = cloud.SignUp("ann");
  CHECK(cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann).status == 204);
  CHECK(cloud.Audited().empty());
}

TEST_CASE("an audit event is given up after 200 ms, at the same time as the last write") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.UseLog();
  const Json wrong{{"login", "ann"}, {"password", "a wrong password"}};
  const Json form{{"email", "bob@example.com"},
                  {"full_name", "Bob"},
                  {"username", "bob"},
                  {"password", "password of bob"}};
  const struct {
    FunctionHandler handler;
    tests::Call call;
    const tests::Person* as;
    std::string write;
    int status;
  } cases[] = {
      {&signup::Handle, {"POST", "/v1/users", "", form.dump()}, nullptr, "authsession", 201},
      {&login::Handle, {"POST", "/v1/login", "", wrong.dump()}, nullptr, "\"$k\"", 401},
      {&logout::Handle, {"POST", "/v1/logout"}, &ann, "authsession", 204}};
  for (const auto& [handler, call, as, write, status] : cases) {
    INFO(call.path);
    const auto log = std::make_shared<SilentLog>(cloud.transport(), write);
    auto services = cloud.ServicesBy(log);
    CHECK(cloud.SendTo(services, handler, call, as).status == status);
    CHECK(log->pushes == 1);
    CHECK(log->longest > std::chrono::milliseconds(0));
    CHECK(log->longest <= std::chrono::milliseconds(200));
    CHECK_FALSE(log->missed);
  }
  CHECK(cloud.Audited().empty());
}
