#include "local/standin/base/random.h"

#include <sys/random.h>

namespace standin {

Random SystemRandom() {
  return [](size_t size) {
    std::string bytes(size, '\0');
    size_t filled = 0;
    while (filled < size) {
      const ssize_t got = ::getrandom(bytes.data() + filled, size - filled, 0);
      if (got > 0) filled += static_cast<size_t>(got);
    }
    return bytes;
  };
}

}  // namespace standin
