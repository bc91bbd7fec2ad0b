// Lets the demonstration's people act as people.h says, each at its own time.
#pragma once

#include "fotogal/base/problem.h"
#include "fotogal/base/services.h"
#include "local/demo/picture_maker.h"

namespace local::demo {

// The current time, and whether to stop; the next run does the rest.
struct Stage {
  oci::Clock clock;
  std::function<bool()> cancelled;
  Draw draw = &DrawJpeg;
};

// Signs everybody up, publishes, follows, likes and comments through the functions of the domain,
// with a clock that is set back: the rows are those that the service would have written at that
// time. Running it again creates nothing twice.
fotogal::Outcome<fotogal::Unit> Play(fotogal::Services& services, const Stage& stage);

}  // namespace local::demo
