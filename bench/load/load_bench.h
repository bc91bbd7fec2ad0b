// What a running FotoGal serves to many people at once, who do what people of a photo service do.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/histogram.h"
#include "bench/load/schedule.h"
#include "bench/load/visitor.h"

namespace bench {

struct Tally {
  Histogram times;               // of what was done
  std::map<int, long> failures;  // by status; 0: no answer
  long missed = 0;               // nobody was free for it before the end; its wait is among times
  Tally& operator+=(const Tally& other);
};

struct LoadResults {
  std::array<Tally, kMix.size()> by_work;
  double seconds = 0;
  size_t people = 0;
  double rate = 0;    // of an open loop
  std::string where;  // what the host says of itself
  Tally Sum() const;
};

// People of a service with names of their own, two authors of photos among them.
class Population {
 public:
  using Tick = std::function<void()>;
  // Signs everybody up; throws when that is refused. tick: called for each visitor.
  Population(
      const Place& place, size_t people, const Tick& tick = [] {});

  std::vector<std::unique_ptr<Visitor>>& visitors() { return visitors_; }
  const Place& place() const { return scene_.place; }
  std::vector<std::unique_ptr<Member>>& authors() { return authors_; }
  // What the others have published, follow and like stays until their accounts are gone.
  void Leave();

 private:
  Member& Author(const Place& place, size_t number);

  Scene scene_;
  std::vector<std::unique_ptr<Member>> authors_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::vector<std::unique_ptr<Visitor>> quiet_;  // there to be followed
};

// Until the schedule ends; tick: called each second, at most.
LoadResults RunLoad(
    Population& population, const Pace& pace, const Population::Tick& tick = [] {});

std::string ToMarkdown(const LoadResults& results);
std::string ToSvg(const LoadResults& results);

// `fotogal bench load`: prints the table; writes load.md and load.svg into the folder that is
// named.
struct LoadBenchOptions {
  std::string url = "http://localhost:8080";
  size_t people = 16;
  double rate = 0;
  int seconds = 10;
  std::uint64_t most = 0;
  std::string only;  // a work of the mix; empty: the mix
  std::uint64_t seed = 1;
  bool clean = false;  // remove the people at the end
  std::string folder;
};
int RunLoadBench(const LoadBenchOptions& options);

}  // namespace bench
