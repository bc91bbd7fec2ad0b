// The demonstration's people do what people.h tells of, each at a moment of its own.
#pragma once

#include "fotogal/base/problem.h"
#include "fotogal/base/services.h"
#include "local/demo/darkroom.h"

namespace local::demo {

// Now, and whether to stop: what is left is done by the next call.
struct Stage {
  oci::Clock clock;
  std::function<bool()> cancelled;
  Draw draw = &DrawJpeg;
};

// Signs everybody up and publishes, follows, likes and remarks, by the domain's own functions with
// a clock that goes behind the stage's: rows are as the service would have written them then.
// Repeating it makes nothing twice.
fotogal::Outcome<fotogal::Unit> Play(fotogal::Services& services, const Stage& stage);

}  // namespace local::demo
