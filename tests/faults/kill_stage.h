// A running FotoGal of which something is killed at chosen requests to the cloud. `make test` tries
// a sample by a seed that it prints (FOTOGAL_SEED repeats it), FOTOGAL_NIGHTLY=1 every request.
// Attempts in which nothing was killed are counted, and too many fail the test.
#pragma once

#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "tests/faults/killing_proxy.h"
#include "tests/support/running_service.h"

namespace tests {

bool Nightly();

struct TemporaryFolder {
  TemporaryFolder();
  ~TemporaryFolder();
  std::string path;
};

// The function that continues after the response of a call.
inline constexpr const char* kDetached = "fanout";

// The point at which something is killed: before or after the n-th request from then on.
struct Boundary {
  std::string victim;
  KillingProxy::When when = KillingProxy::When::kBefore;
  int n = 1;
};

// The result of one attempt.
struct Cut {
  int answered = 0;  // requests until the caller had its response
  int requests = 0;  // requests until the detached function has ended, when that is to be killed
  bool reached = false;  // the n-th request was reached
  bool killed = false;   // a running process was killed
};

// The function that sends mails runs beside the one that is to be killed, and its requests are
// counted with that one's: flows that have nothing to do with mails are tested without them.
enum class Mails { kOff, kOn };

// A service whose functions reach the cloud through a proxy that kills.
struct Stage {
  explicit Stage(Mails given = Mails::kOff);

  // Runs `act` and kills the victim at the boundary.
  Cut CutAt(const Boundary& boundary, const std::function<void()>& act);
  // Waits until there is no job, and starts those again whose run has died.
  void FinishJobs();

  // The result of an operator's look into the tables, not through the proxy; errors are returned as
  // text.
  std::string Look(const std::function<std::string(const fotogal::Context&)>& look);
  std::string Difference();

  const Mails mails;
  const bool environment_set;  // before the service starts
  TemporaryFolder folder;
  KillingProxy proxy;
  const std::string proxy_url;
  RunningService service;
  std::mt19937 random;
};

// Ends the reservations of names that were left, as if their time had passed, but none that was
// made within `under_way`. Returns "" or what is wrong with them.
std::string EndReservations(const fotogal::Context& context, std::chrono::milliseconds under_way);

// Lets the next mail of each kind go at once, as after the minute between two. Returns "" or what
// is wrong.
std::string EndMinutes(const fotogal::Context& context);

// One action of a person, from a known state.
struct Step {
  std::string name;
  std::function<Cut(const Boundary&)> round;
};

// Every boundary of every step, for each victim (these functions, the gateway and the stand-in),
// before and after; or a sample of these by the seed. `sample`: how many requests of each; 0: one,
// before or after.
void AtBoundaries(Stage& stage, const std::vector<std::string>& functions,
                  const std::vector<Step>& steps, size_t sample);

}  // namespace tests
