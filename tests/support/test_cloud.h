// FotoGal's handlers with the whole stand-in in one process: real SQL and signatures, no sockets, a
// clock that the test moves.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/services.h"
#include "functions/support/exchange.h"
#include "local/standin/faults/faults.h"
#include "local/standin/in_process.h"
#include "local/standin/nosql/service.h"
#include "local/standin/service.h"

namespace tests {

using Json = nlohmann::json;
using Fault = standin::InProcessTransport::Fault;

// A person with a session.
struct Person {
  std::string username, token;
  fotogal::UserId id = 0;
  std::string session_id;
};

struct Reply {
  int status = 0;
  Json body;  // discarded when it is not JSON
  fdk::Response raw;
  std::string Code() const { return body.is_object() ? body.value("code", "") : ""; }
};

struct Call {
  std::string method;
  std::string path;
  std::string query{};
  std::string body{};
  std::string content_type = "application/json";
  fdk::Headers headers{};
};

class TestCloud {
 public:
  TestCloud();
  ~TestCloud();

  // Calls a handler as the gateway does, as nobody or as that person.
  Reply Send(fotogal::FunctionHandler handler, const Call& call, const Person* as = nullptr);
  // The same with the clients of another process; the clock does not move.
  Reply SendTo(fotogal::Services& services, fotogal::FunctionHandler handler, const Call& call,
               const Person* as = nullptr);
  // Invokes a handler directly, as the gateway invokes the authorizer.
  Reply Invoke(fotogal::FunctionHandler handler, const std::string& body);

  Person SignUp(const std::string& username, bool is_private = false);
  // Logs the same person in again.
  Person StartSession(const Person& person);
  // Uploads a PNG that depends on the seed; returns the image's id.
  std::string Upload(const Person& person, int seed = 1);
  Reply Follow(const Person& follower, const Person& followee, const std::string& method = "PUT");
  Reply React(const Person& person, const std::string& image, const std::string& method,
              const std::string& reaction);
  // What Object Storage answers at the address of a photo or avatar, which needs no session.
  Reply Load(const std::string& address, const fdk::Headers& headers = {});
  // An image's content as an API client gets it: asks for the address, and loads that.
  Reply LoadContent(const std::string& id, const std::string& size, const Person* as);
  void Block(const Person& by, const Person& whom);
  std::vector<std::string> Feed(const Person& person);  // image ids, all pages
  // Runs what was started detached; then lets leases end and runs what `sweep` starts, until
  // nothing is left.
  void RunJobs();
  // Runs what was started detached, and what that starts in turn.
  void RunStarted();
  void ForgetStarted();
  struct Started {
    std::string function;  // "fanout", ...
    std::string body;
  };
  // Takes what was started detached; the caller runs it (RunOn).
  std::vector<Started> TakeStarted();
  Reply RunOn(fotogal::Services& services, const Started& started);

  // Turns mails on.
  void UseMail();
  // Those sent so far, the oldest first, as they were submitted.
  std::vector<Json> Mails() const;
  // Those to that address.
  std::vector<Json> MailsTo(const std::string& address) const;

  // Turns audit events on. Audited: those sent so far, oldest first.
  void UseLog() { services_.config.log_id = log_id_; }
  std::vector<Json> Audited() const;

  // Changes a user's row and nothing beside it: "is_private = false".
  void SetOfUser(const Person& person, const std::string& assignment);
  // Every row of a table; of the table of jobs, only the jobs (stray_objects.cc has a row of its
  // own there).
  std::vector<Json> Rows(std::string_view table);
  // Checks that every edge is counted and every counter is the sum of its edges. Returns the first
  // difference, or "".
  std::string CounterDifference();

  // Another process of the service, with its own clients, whose requests can be made to fail
  // separately. `around` is held while a request is handled.
  struct Process {
    std::shared_ptr<standin::InProcessTransport> transport;
    fotogal::Services services;
  };
  Process NewProcess(std::function<std::shared_ptr<void>()> around);
  // Services whose clients use the given transport.
  fotogal::Services ServicesBy(std::shared_ptr<oci::Transport> transport);

  // What goes wrong on purpose in each request of every client (local/standin/faults). Slow answers
  // take no time here, because the clock stands still during a call.
  standin::Faults& faults() { return faults_; }
  fotogal::Services& services() { return services_; }
  standin::InProcessTransport& transport() { return *transport_; }
  // The HTTP status with which every invocation is refused; 0: all are accepted.
  int refuse_starts = 0;
  oci::TimePoint now;
  oci::Call NewCall() const;

 private:
  local::Reply Answer(const standin::Request& request);
  standin::Response Handle(const standin::Request& request);
  standin::Response Invoked(const standin::Request& request);

  std::string folder_;
  standin::Faults faults_{{.clock = [this] { return now; }}};
  std::unique_ptr<standin::nosql::Service> nosql_;
  std::unique_ptr<standin::Cloud> cloud_;
  std::shared_ptr<standin::InProcessTransport> transport_;
  fotogal::Services services_;
  std::shared_ptr<oci::Requester> Requester(std::shared_ptr<oci::Transport> transport);
  fotogal::Services Connect(std::shared_ptr<oci::Transport> transport);

  std::string log_id_;
  std::vector<Started> detached_;
  std::mutex mutex_;
};

// A PNG of 8 x 8 pixels that differs by seed.
std::string SmallPng(int seed);
// The same of 1,200 x 8: it has all renditions.
std::string WidePng(int seed);

}  // namespace tests
