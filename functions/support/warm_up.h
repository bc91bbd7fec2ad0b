// What a process does once at its start, beside the calls.
#pragma once

#include <thread>

#include "fdk/fdk.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// What a process does once beside its first call, so that this one takes hardly longer than the
// next. May take a second, and may fail.
using WarmUp = Outcome<Unit> (*)(const Context&);

// Runs it on a thread of its own until it, or this object, ends.
class RunningWarmUp {
 public:
  RunningWarmUp(Services& services, WarmUp warm_up);  // null: there is nothing to do

  // Before a call is handled. One of a person waits for what is left: it asks with what is made
  // ready, and Services are for one at a time. Any other is refused without asking anybody.
  void Await(const fdk::Request& request);

 private:
  std::jthread thread_;
};

}  // namespace fotogal
