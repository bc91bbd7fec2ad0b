// Every input that was kept, of every target: what the fuzzer once found to be different, and what
// once went wrong.
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#define TARGET(name) extern "C" int Fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzz_targets.inc"
#undef TARGET

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

// How many there were.
int GiveKept(const std::string& name, Target target) {
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(FOTOGAL_CORPORA "/" + name)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input(std::istreambuf_iterator<char>(file), {});
    INFO("input " << entry.path().filename().string());
    // An input that goes wrong ends the program.
    CHECK(target(reinterpret_cast<const std::uint8_t*>(input.data()), input.size()) == 0);
    ++inputs;
  }
  return inputs;
}

}  // namespace

#define TARGET(name)                                                \
  TEST_CASE("inputs of the fuzz target " #name " that were kept") { \
    CHECK(GiveKept(#name, &Fuzz_##name) > 0);                       \
  }
#include "fuzz_targets.inc"
