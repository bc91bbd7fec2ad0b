// WebPs that nobody should send, for the collection of hostile.h.
#pragma once

#include <vector>

#include "tests/photos/hostile.h"

namespace tests {

std::vector<HostileFile> HostileWebps();

}  // namespace tests
