// Random bytes: the system's, or in tests what a test wants.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace standin {

using Random = std::function<std::string(size_t)>;  // so many bytes

Random SystemRandom();

}  // namespace standin
