// Usage: bench_soak SECONDS PEOPLE FILE (bench/soak/run); writes the report into the file.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "bench/figures/figures.h"
#include "bench/soak/soak.h"
#include "terminal/progress.h"
#include "terminal/terminal.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_soak SECONDS PEOPLE FILE\n");
    return 2;
  }
  try {
    bench::SoakOptions options;
    options.time = std::chrono::seconds(std::stol(argv[1]));
    options.people = std::stoul(argv[2]);
    if (const char* seed = std::getenv("FOTOGAL_SEED"))
      options.seed = static_cast<unsigned>(std::stoul(seed));
    terminal::Progress progress(stderr, terminal::IsTerminal(stderr));
    progress.Begin("seconds", options.time.count());
    auto results = bench::Soak(options, [&] { progress.Advance(1); });
    progress.End();
    results.load.where = bench::Machine();
    const auto text = bench::ToMarkdown(options, results);
    std::ofstream file(argv[3]);
    file << text << std::flush;
    if (!file) throw std::runtime_error(std::string(argv[3]) + " cannot be written");
    std::printf("%s", text.c_str());
    return results.Unmet().empty() ? 0 : 1;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_soak: %s\n", failure.what());
    return 1;
  }
}
