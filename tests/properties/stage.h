// Three people of the model in a cloud of their own, and what they do to each other.
#pragma once

#include <array>

#include "tests/properties/people_model.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct Stage {
  TestCloud cloud;
  std::array<Person, kPeople> people = {cloud.SignUp("ann"), cloud.SignUp("bob"),
                                        cloud.SignUp("eve")};

  // As PATCH /v1/me {is_private} does.
  bool SetPrivate(fotogal::Services& services, const Person& person, bool is_private);
  // True: acknowledged.
  bool Do(fotogal::Services& services, const Operation& operation);
  // What the tables say.
  World Look();
  // Strangers again, the first one private or not.
  void Part(bool first_is_private);
};

}  // namespace tests
