#include "bench/load/load_bench.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bench/figures/figures.h"
#include "terminal/progress.h"
#include "terminal/signals.h"
#include "terminal/terminal.h"

namespace bench {
namespace {

Place PlaceOf(const std::string& url) {
  constexpr int kUnknown = -1;
  if (!url.starts_with("http://")) throw std::runtime_error(url + ": must begin with http://");
  const auto target = TargetOf(url, kUnknown);
  if (target.host.empty() || (target.path != "/" && !target.path.empty()))
    throw std::runtime_error(url + ": must be http://host:port");
  return {target.host, target.port};
}

Pace PaceOf(const LoadBenchOptions& options) {
  Pace pace{options.rate, std::chrono::seconds(options.seconds), options.most, {}, options.seed};
  if (options.only.empty()) return pace;
  pace.only = WorkNamed(options.only);
  if (!pace.only) throw std::runtime_error(options.only + " is no work of the mix");
  return pace;
}

void Store(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) throw std::runtime_error(path + " cannot be written");
}

LoadResults MeasureLoad(const LoadBenchOptions& options) {
  const std::string where = Machine();
  const Place place = PlaceOf(options.url);
  const Pace pace = PaceOf(options);
  terminal::Progress progress(stderr, terminal::IsTerminal(stderr));
  progress.Begin("people", static_cast<std::int64_t>(options.people));
  Population population(place, options.people, [&] { progress.Advance(1); });
  progress.End();
  progress.Begin("seconds", options.seconds);
  LoadResults results = RunLoad(population, pace, [&] { progress.Advance(1); });
  progress.End();
  if (options.clean) population.Leave();
  results.where = where;
  return results;
}

}  // namespace

int RunLoadBench(const LoadBenchOptions& options) {
  terminal::UnblockSignals();
  try {
    const LoadResults results = MeasureLoad(options);
    std::printf("%s", ToMarkdown(results).c_str());
    if (!options.folder.empty()) {
      std::filesystem::create_directories(options.folder);
      Store(options.folder + "/load.md", ToMarkdown(results));
      Store(options.folder + "/load.svg", ToSvg(results));
    }
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "fotogal: %s\n", failure.what());
    return 1;
  }
}

}  // namespace bench
