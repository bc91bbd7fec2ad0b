// Writes the pictures of looks.cc, each in a folder of its own with what is made of it:
//   photo_looks FOLDER
#include <filesystem>
#include <fstream>

#include "photo/photo.h"
#include "tests/photos/looks.h"

namespace {

void Write(const std::filesystem::path& name, const std::string& bytes) {
  std::ofstream(name, std::ios::binary) << bytes;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  for (const auto& look : tests::Looks()) {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / look.name;
    std::filesystem::create_directories(folder);
    const auto made = photo::Make(look.bytes);
    if (!made.ok()) return 1;
    Write(folder / "sent", look.bytes);
    Write(folder / "original", made->original);
    Write(folder / "medium", made->medium);
    Write(folder / "thumb", made->thumb);
  }
  return 0;
}
