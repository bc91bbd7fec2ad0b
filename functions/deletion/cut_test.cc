// Deletion that is interrupted at each request, and finished by sweep.
#include <cstdlib>
#include <random>

#include "functions/deletion/scene.h"
#include "functions/sweep/handler.h"

using namespace fotogal;
using namespace fotogal::deletion_tests;

namespace {

// A new person with little data each time, and another one who stays.
struct Small : Scene {
  Person ann = cloud.SignUp("ann");
  std::string anns = cloud.Upload(ann, 1);

  Person Arrive(int n) {
    const auto person = cloud.SignUp("zq." + std::to_string(n) + ".person");
    cloud.Upload(person, 2);
    CHECK(cloud.Follow(person, ann).status == 200);
    CHECK(cloud.Follow(ann, person).status == 200);
    CHECK(cloud.React(person, anns, "PUT", "like").status == 200);
    CHECK(Comment(person, anns, "hello").status == 201);
    cloud.RunStarted();
    return person;
  }
  bool IsThere(const Person& person) { return Profile(person.username, ann).status == 200; }
  Json AnnsCounts() { return Profile("ann", ann).body["counts"]; }
};

// At each request with FOTOGAL_NIGHTLY; otherwise at every sixth, beginning at a different one each
// time.
int Stride() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr ? 1 : 6; }
int Start(int stride) {
  const char* given = std::getenv("FOTOGAL_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  return 1 + static_cast<int>(seed % static_cast<unsigned>(stride));
}

}  // namespace

TEST_CASE("a deletion whose call is cut off at any request comes about whole or not at all") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    Small scene;
    auto& cloud = scene.cloud;
    bool seen[2] = {};
    for (int n = 1;; ++n) {
      INFO("cut at " << n << (fault == Fault::kLostAnswer ? " (answer)" : " (request)"));
      const auto person = scene.Arrive(n);
      const int before = cloud.transport().requests();
      cloud.transport().FailFrom(n, fault);
      const int status = scene.Delete(person).status;
      const bool cut = cloud.transport().requests() - before >= n;
      cloud.transport().Recover();
      CHECK((status == 202 || status == 503));
      scene.RunToEnd();
      const bool there = scene.IsThere(person);
      seen[there ? 1 : 0] = true;
      if (there) {
        CHECK(status == 503);
        CHECK(scene.Profile(person.username, scene.ann).body["counts"] ==
              Json{{"images", 1}, {"followers", 1}, {"following", 1}});
        CHECK(scene.Delete(person).status == 202);
        scene.RunToEnd();
      }
      scene.CheckGone(person.username, person.id);
      if (!cut) {
        CHECK(status == 202);
        REQUIRE(n > 6);
        break;
      }
      REQUIRE(n < 40);
    }
    CHECK(seen[0]);
    CHECK(seen[1]);
    CHECK(scene.AnnsCounts() == Json{{"images", 1}, {"followers", 0}, {"following", 0}});
  }
}

// A request whose response is lost stands for a death between two requests; when all later requests
// fail too, that is the same for the store as the death of the process.
TEST_CASE("a deletion that dies between any two requests is finished by sweep") {
  Small scene;
  auto& cloud = scene.cloud;
  constexpr int kSlices = 4;  // some of the following runs die as well
  const int stride = Stride(), start = Start(stride);
  for (int n = start;; n += stride) {
    INFO("dead at " << n << " (FOTOGAL_SEED=" << start - 1 << ")");
    const auto person = scene.Arrive(n);
    REQUIRE(scene.Delete(person).status == 202);
    const int before = cloud.transport().requests();
    cloud.transport().FailFrom(n, Fault::kLostAnswer);
    cloud.RunJobs();
    const bool cut = cloud.transport().requests() - before >= n;
    cloud.transport().Recover();
    if (n / stride % kSlices == 0) {
      cloud.transport().FailFrom(n / kSlices + 1, Fault::kLostAnswer);
      cloud.RunJobs();
      cloud.transport().Recover();
    }
    scene.RunToEnd();
    scene.CheckGone(person.username, person.id);
    if (!cut) {
      REQUIRE(n > 100);
      break;
    }
    REQUIRE(n < 400);
  }
  CHECK(scene.AnnsCounts() == Json{{"images", 1}, {"followers", 0}, {"following", 0}});
}
