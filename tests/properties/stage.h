// Three people of the model in a cloud of their own, and what they do to each other. A process is a
// thread with clients of its own over the stand-in in this process; killed, it reaches the cloud no
// more from one of its requests on.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "tests/properties/people_model.h"
#include "tests/support/test_cloud.h"

namespace tests {

// When a process dies over what it does.
struct Kill {
  int at = 0;  // the n-th request; 0: it lives
  standin::InProcessTransport::Fault fault = standin::InProcessTransport::Fault::kLostRequest;
};

struct Stage {
  TestCloud cloud;
  std::array<Person, kPeople> people = {cloud.SignUp("ann"), cloud.SignUp("bob"),
                                        cloud.SignUp("eve")};

  Reply SetPrivate(fotogal::Services& services, const Person& person, bool is_private);
  Reply Do(fotogal::Services& services, const Operation& operation);
  // True: acknowledged, be it with a refusal. What fails though nobody killed it goes into
  // the failures.
  bool Try(TestCloud::Process& process, const Kill& kill, const std::function<Reply()>& act);
  std::vector<std::string> TakeFailures();
  // What the tables say.
  World Look();
  // Strangers again, the first one private or not.
  void Part(bool first_is_private);

  int killed = 0;  // tries that were

 private:
  std::mutex mutex_;
  std::vector<std::string> failures_;
};

}  // namespace tests
