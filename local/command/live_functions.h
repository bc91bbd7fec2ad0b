// The executables that `fotogal dev` serves. They are copies, so that a build that writes new ones,
// or fails in the middle, does not disturb calls. Each function has a link to its copy; the gateway
// follows the link at every call (FollowLink), and so notices new versions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "local/agent/launcher.h"
#include "oci/result.h"

namespace local {

class LiveFunctions {
 public:
  // folder: used by this object alone; its content is removed. built: where the build writes the
  // executables (or links to one program that can run as each of them) and manifest.json, which
  // lists the functions.
  static oci::Result<LiveFunctions> Open(std::string folder, std::string built);

  // Copies the executables that have changed and lets their functions be served by the copies;
  // returns the names of those functions. of: only these functions, when one program contains all
  // and the others in it have not changed; empty: all. The previous copies stay until the next
  // time, because a call may be starting one.
  oci::Result<std::vector<std::string>> ServeChanged(const std::set<std::string>& of = {});

  // The folder with manifest.json and a link for each function.
  std::string links() const { return folder_ + "/current"; }

 private:
  LiveFunctions(std::string folder, std::string built)
      : folder_(std::move(folder)), built_(std::move(built)) {}
  oci::Result<std::vector<std::string>> Changed(const std::set<std::string>& of) const;
  oci::Status Stage(const std::vector<std::string>& names, const std::string& stage) const;
  oci::Status SetLink(const std::string& name, const std::string& stage) const;
  void RemoveUnused(const std::vector<std::string>& before) const;
  std::vector<std::string> StagesInUse() const;

  std::string folder_, built_;
  int stages_ = 0;
};

// The function with the executable that its link leads to now.
FunctionSpec FollowLink(FunctionSpec spec);

}  // namespace local
