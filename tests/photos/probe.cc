// One photo in one process that may take no more memory than its headers say it needs:
//   photo_probe FILE [FOLDER]
// Prints one line, "made jpeg 4000x3000 <hash>" or "refused bad_image", and with a folder writes
// original, thumb and medium there. A second line tells what was computed and what was taken.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "photo/photo.h"

namespace {

std::string Read(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", name.c_str());
    std::exit(2);
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Write(const std::string& name, const std::string& bytes) {
  std::ofstream(name, std::ios::binary) << bytes;
}

// In bytes, a line of /proc/self/status.
std::uint64_t Memory(const char* line_name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(line_name))
      return std::strtoull(line.c_str() + std::strlen(line_name), nullptr, 10) * 1024;
  }
  return 0;
}

// From here on, no more address space than that.
void Limit(std::uint64_t more) {
  const rlimit limit{Memory("VmSize:") + more, Memory("VmSize:") + more};
  if (setrlimit(RLIMIT_AS, &limit) != 0) std::abort();
}

const char* NameOf(photo::Refusal refusal) {
  switch (refusal) {
    case photo::Refusal::kUnsupported:
      return "unsupported_image";
    case photo::Refusal::kTooLarge:
      return "image_too_large";
    default:
      return "bad_image";
  }
}

int Refused(photo::Refusal refusal) {
  std::printf("refused %s\n", NameOf(refusal));
  return 0;
}

int Run(const std::string& bytes, const char* folder) {
  constexpr std::uint64_t kForLooking = 3 * 1024 * 1024;
  const std::uint64_t before = Memory("VmRSS:");
  const auto header = photo::Inspect(bytes);
  Limit(header.ok() ? header->memory : kForLooking);
  const auto made = photo::Make(bytes);
  if (!made.ok()) return Refused(made.error());
  std::printf("made %.*s %dx%d %s\n", static_cast<int>(NameOf(made->format).size()),
              NameOf(made->format).data(), made->width, made->height, made->blurhash.c_str());
  std::printf("computed %llu taken %llu\n", static_cast<unsigned long long>(header->memory),
              static_cast<unsigned long long>(Memory("VmHWM:") - before));
  if (folder == nullptr) return 0;
  const std::string at = std::string(folder) + "/";
  const std::string type(NameOf(made->rendition_format));
  Write(at + "original." + std::string(NameOf(made->format)), made->original);
  Write(at + "thumb." + type, made->thumb);
  Write(at + "medium." + type, made->medium);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  return Run(Read(arguments[1]), count > 2 ? arguments[2] : nullptr);
}
