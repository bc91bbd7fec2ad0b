// `fotogal dev`: what changes in the sources is built, and the functions that it changes are
// swapped while calls go on.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/unique_fd.h"
#include "local/agent/spawner.h"
#include "local/command/live_functions.h"
#include "local/command/source_watch.h"
#include "terminal/terminal.h"

namespace local {

struct DevOptions {
  std::string sources;  // empty: those that this was built from
  std::string build;    // CMake's folder, with bin/functions in it; empty: that of this program
};

// Of CMake's output what is of use when it fails: no progress, no compiler's command line.
std::string ErrorsIn(const std::string& build_output);

// The functions that these sources are a part of, when each of them is in functions/<name> of one
// of `functions`; else none: what is shared may be a part of all.
std::set<std::string> FunctionsOf(const std::vector<std::string>& sources,
                                  const std::set<std::string>& functions);

class DevLoop {
 public:
  // Builds the functions as the sources are now; error: what the build said.
  static oci::Result<std::unique_ptr<DevLoop>> Open(const DevOptions& options,
                                                    const std::string& folder,
                                                    terminal::WaitLine& wait);
  ~DevLoop();  // stops, a build that runs too

  std::string links() const { return functions_.links(); }
  // Goes on beside, until this ends.
  void Start();

 private:
  DevLoop(DevOptions options, std::string folder, terminal::WaitLine& wait, SourceWatch watch,
          LiveFunctions functions, common::UniqueFd stop)
      : options_(std::move(options)),
        folder_(std::move(folder)),
        wait_(wait),
        watch_(std::move(watch)),
        functions_(std::move(functions)),
        stop_(std::move(stop)) {}
  void Run();
  void Renew();

  DevOptions options_;
  std::string folder_;
  terminal::WaitLine& wait_;
  SourceWatch watch_;
  LiveFunctions functions_;
  common::UniqueFd stop_;
  std::vector<std::string> changed_;  // since the last swap
  std::thread thread_;
};

}  // namespace local
