// Which random sequences a property test runs.
#pragma once

#include <cstdlib>
#include <random>
#include <string>

#include "tests/support/protocol.h"

namespace tests {

struct Sequences {
  unsigned first = 0;  // seed; the next sequence has the next one
  int count = 0;
};

// FOTOGAL_SEED: the one with that seed. Otherwise `by_night` of them with FOTOGAL_NIGHTLY=1, and
// else `by_day`; a quarter of these when rows go over REST, because the same test also runs over
// the driver.
inline Sequences ChooseSequences(int by_day, int by_night) {
  if (const char* chosen = std::getenv("FOTOGAL_SEED")) {
    return {static_cast<unsigned>(std::stoul(chosen)), 1};
  }
  const unsigned first = std::random_device{}();
  if (std::getenv("FOTOGAL_NIGHTLY") != nullptr) return {first, by_night};
  return {first, RowsOverRest() ? by_day / 4 : by_day};
}

}  // namespace tests
