// The executables that `fotogal dev` serves: copies, so that a build that writes new ones, or
// fails half-way, takes nothing away from calls. A link for each function leads to its copy; the
// gateway follows it at every call (FollowLinks), and so swaps a function's instances.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "local/agent/launcher.h"
#include "oci/result.h"

namespace local {

class LiveFunctions {
 public:
  // folder: emptied, and used by this alone. built: where the build leaves the executables, or
  // links to one that runs as any of them, and manifest.json, which says which functions there are.
  static oci::Result<LiveFunctions> Open(std::string folder, std::string built);

  // Has every function whose executable has another content now served by a copy of that; their
  // names. of: only these, when one program runs as any function and the others' part of it is
  // what it was; empty: all. The copies before these stay until the next time: a call may be
  // starting one.
  oci::Result<std::vector<std::string>> TakeOver(const std::set<std::string>& of = {});

  // manifest.json, and a link for each function.
  std::string links() const { return folder_ + "/current"; }

 private:
  LiveFunctions(std::string folder, std::string built)
      : folder_(std::move(folder)), built_(std::move(built)) {}
  oci::Result<std::vector<std::string>> Changed(const std::set<std::string>& of) const;
  oci::Status Stage(const std::vector<std::string>& names, const std::string& stage) const;
  oci::Status Lead(const std::string& name, const std::string& stage) const;
  void RemoveUnused(const std::vector<std::string>& before) const;
  std::vector<std::string> StagesInUse() const;

  std::string folder_, built_;
  int stages_ = 0;
};

// The function with the executable that its link leads to now.
FunctionSpec FollowLink(FunctionSpec spec);

}  // namespace local
