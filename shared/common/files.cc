#include "common/files.h"

#include <fcntl.h>

#include "common/socket_io.h"
#include "common/unique_fd.h"

namespace common {

std::optional<std::string> ReadFile(const std::string& path) {
  constexpr size_t kPiece = 64UL << 10;
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::string text;
  for (;;) {
    const size_t begin = text.size();
    text.resize(begin + kPiece);
    const auto got = Restarted([&] { return ::read(file.get(), text.data() + begin, kPiece); });
    text.resize(begin + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got < 0) return std::nullopt;
    if (got == 0) return text;
  }
}

}  // namespace common
