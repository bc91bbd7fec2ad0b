// What tests of the domain begin with: the stand-in, and those who have an account.
#pragma once

#include "tests/support/test_cloud.h"

namespace tests {

// Nobody has an account yet.
struct World {
  TestCloud cloud;
  fotogal::Services& services = cloud.services();

  fotogal::Op NextOp() { return fotogal::NewOp(cloud.now, services.random); }
  // So that what is made next is newer.
  void Tick() { cloud.now += std::chrono::milliseconds(1); }
};

struct WorldOfAnn : World {
  Person ann = cloud.SignUp("ann");
};

struct WorldOfAnnAndBob : WorldOfAnn {
  Person bob = cloud.SignUp("bob");
};

// Ann has shared an image; Eve is somebody else.
struct WorldOfAnImage : WorldOfAnnAndBob {
  Person eve = cloud.SignUp("eve");
  std::string image = cloud.Upload(ann);
};

}  // namespace tests
