// The three people of the model in a cloud of their own, and their actions. A process is a thread
// with its own clients of the stand-in; when it is killed, none of its requests from a certain one
// on reaches the cloud.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "tests/properties/people_model.h"
#include "tests/support/test_cloud.h"

namespace tests {

// At which request a process dies.
struct Kill {
  int at = 0;  // the n-th request; 0: it does not die
  standin::InProcessTransport::Fault fault = standin::InProcessTransport::Fault::kLostRequest;
};

struct Stage {
  TestCloud cloud;
  std::array<Person, kPeople> people = {cloud.SignUp("ann"), cloud.SignUp("bob"),
                                        cloud.SignUp("eve")};

  Reply SetPrivate(fotogal::Services& services, const Person& person, bool is_private);
  Reply Do(fotogal::Services& services, const Operation& operation);
  // True: it was acknowledged, possibly with a refusal. A failure without a kill is added to
  // `failures`.
  bool Try(TestCloud::Process& process, const Kill& kill, const std::function<Reply()>& act);
  std::vector<std::string> TakeFailures();
  // The state according to the tables.
  World Look();
  // Ends all relations; the first person becomes private or public.
  void Part(bool first_is_private);

  int killed = 0;  // tries that were killed

 private:
  std::mutex mutex_;
  std::vector<std::string> failures_;
};

}  // namespace tests
