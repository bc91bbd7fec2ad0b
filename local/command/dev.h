// `fotogal dev`: builds what changes in the sources and replaces the functions concerned while
// calls go on.
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
  std::string sources;  // empty: the sources that this program was built from
  // CMake's folder, which contains bin/functions; empty: the one of this program
  std::string build;
};

// The useful part of CMake's output after a failure: no progress, no command lines of the compiler.
std::string ErrorsIn(const std::string& build_output);

// The functions that these source files belong to, when each file is in functions/<name> of one of
// `functions`. Empty: some file may belong to all functions.
std::set<std::string> FunctionsOf(const std::vector<std::string>& sources,
                                  const std::set<std::string>& functions);

class DevLoop {
 public:
  // Builds the functions from the current sources; the error is the build's output.
  static oci::Result<std::unique_ptr<DevLoop>> Open(const DevOptions& options,
                                                    const std::string& folder,
                                                    terminal::WaitLine& wait);
  ~DevLoop();  // stops it, and a build that is running

  std::string links() const { return functions_.links(); }
  // Continues on a thread of its own until this object is destroyed.
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
  std::vector<std::string> changed_;  // since the last replacement
  std::thread thread_;
};

}  // namespace local
