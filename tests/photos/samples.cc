// Writes the collection of hostile.h, for those who look at it with other programs:
//   photo_samples FOLDER
#include <filesystem>

#include "tests/photos/hostile.h"
#include "tests/photos/photo_process.h"

int main(int count, char** arguments) {
  if (count != 2) return 2;
  constexpr std::uint32_t kSeed = 20261121;
  const std::string folder = arguments[1];
  std::filesystem::create_directories(folder);
  for (const auto& file : tests::HostileFiles(kSeed))
    tests::WriteFile(folder + "/" + file.name, file.bytes);
  return 0;
}
