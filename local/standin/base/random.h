// The source of random bytes; tests use their own.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace standin {

using Random = std::function<std::string(size_t)>;  // returns that many bytes

Random SystemRandom();

}  // namespace standin
