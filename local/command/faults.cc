// `fotogal faults`: shows, changes or ends what goes wrong on purpose.
#include <cstdio>

#include "common/files.h"
#include "local/command/fault_file.h"
#include "local/command/up.h"

namespace local {
namespace {

// A line to say what was done.
oci::Result<std::string> ChangeFaults(const FaultsOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(options.data));
  OCI_RETURN_IF_ERROR(FindRunning(folder));
  if (options.what == "show")
    return common::ReadFile(folder.Faults()).value_or("nothing fails on purpose\n");
  std::string rules;
  if (options.what != "off") {
    OCI_ASSIGN_OR_RETURN(rules, ReadFaults(options.what));
  }
  OCI_RETURN_IF_ERROR(InstallFaults(folder, rules));
  return rules.empty() ? std::string("nothing fails on purpose any more\n")
                       : "from now on, what " + options.what + " says fails on purpose\n";
}

}  // namespace

int SetFaults(const FaultsOptions& options) {
  const auto done = ChangeFaults(options);
  if (done.ok()) {
    std::fputs(done->c_str(), stdout);
    return 0;
  }
  std::fprintf(stderr, "fotogal: %s\n", done.error().message.c_str());
  return 1;
}

}  // namespace local
