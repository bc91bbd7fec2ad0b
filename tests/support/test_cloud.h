// FotoGal's handlers over the whole stand-in, in one process: real SQL, real signatures, no
// sockets, a clock of its own.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/services.h"
#include "functions/support/exchange.h"
#include "local/standin/in_process.h"
#include "local/standin/nosql/service.h"
#include "local/standin/service.h"

namespace tests {

using Json = nlohmann::json;
using Fault = standin::InProcessTransport::Fault;

// Somebody with a session.
struct Person {
  std::string username, token;
  fotogal::Id id = 0;
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

  // One call of a handler through the gateway form, as nobody or as that person.
  Reply Send(fotogal::FunctionHandler handler, const Call& call, const Person* as = nullptr);
  // The same with the clients of another process; the clock stands still.
  Reply SendTo(fotogal::Services& services, fotogal::FunctionHandler handler, const Call& call,
               const Person* as = nullptr);
  // A direct invocation, as the gateway calls the authorizer.
  Reply Invoke(fotogal::FunctionHandler handler, const std::string& body);

  Person SignUp(const std::string& username, bool is_private = false);
  // Another session of the same person.
  Person StartSession(const Person& person);
  // A PNG of the given seed; answers the image's id.
  std::string Upload(const Person& person, int seed = 1);
  Reply Follow(const Person& follower, const Person& followee, const std::string& method = "PUT");
  Reply React(const Person& person, const std::string& image, const std::string& method,
              const std::string& reaction);
  void Block(const Person& by, const Person& whom);
  std::vector<std::string> Feed(const Person& person);  // image ids, all pages
  // Runs what was started detached, then, leases having ended, what `sweep` starts, until nothing
  // is left.
  void RunJobs();
  // Runs what was started detached, and what that starts.
  void RunStarted();
  void ForgetStarted();
  struct Started {
    std::string function;  // "fanout", ...
    std::string body;
  };
  // What was started detached, to be run by the caller (RunOn); nothing of it is left here.
  std::vector<Started> TakeStarted();
  Reply RunOn(fotogal::Services& services, const Started& started);

  // Turns audit events on; what has been sent so far, oldest first.
  void UseLog() { services_.config.log_id = log_id_; }
  std::vector<Json> Audited() const;

  // Changes a user's row and nothing beside it: "is_private = false".
  void SetOfUser(const Person& person, const std::string& assignment);
  // Every row of a table; of jobs, those that are jobs (stray_objects.cc keeps a row beside them).
  std::vector<Json> Rows(std::string_view table);
  // Edges marked, and every counter equal to what its edges say; the first difference, or "".
  std::string CounterDifference();

  // Another process of the service: clients of its own, whose requests can be made to fail by
  // themselves. `around` is held while a request is handled.
  struct Process {
    std::shared_ptr<standin::InProcessTransport> transport;
    fotogal::Services services;
  };
  Process NewProcess(std::function<std::shared_ptr<void>()> around);
  // Clients that reach the cloud by a transport of the test's own.
  fotogal::Services ServicesBy(std::shared_ptr<oci::Transport> transport);

  fotogal::Services& services() { return services_; }
  standin::InProcessTransport& transport() { return *transport_; }
  // HTTP status with which every invocation is refused, as the functions' service refuses; 0: each
  // is taken.
  int refuse_starts = 0;
  oci::TimePoint now;
  oci::Call NewCall() const;

 private:
  standin::Response Answer(const standin::Request& request);
  standin::Response Invoked(const standin::Request& request);

  std::string folder_;
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
