#include "local/command/fault_file.h"

#include <cstdio>
#include <filesystem>
#include <thread>

#include "configuration/members.h"
#include "local/running/operator.h"
#include "local/standin/base/files.h"

namespace local {

standin::Faults::Options FaultsOf(const DataFolder& folder) {
  standin::Faults::Options options;
  options.clock = &SystemNow;
  options.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  options.report = [](const std::string& line) {
    std::fprintf(stderr, "fault: %s\n", line.c_str());
  };
  options.file = folder.Faults();
  return options;
}

oci::Result<std::string> ReadFaults(const std::string& file) {
  OCI_ASSIGN_OR_RETURN(auto text, configuration::ReadText(file));
  OCI_RETURN_IF_ERROR(standin::ParseFaultPlan(text, file));
  return text;
}

oci::Status InstallFaults(const DataFolder& folder, const std::string& rules) {
  if (!rules.empty()) return standin::WriteWholeFile(folder.Faults(), rules);
  std::error_code failed;
  std::filesystem::remove(folder.Faults(), failed);
  if (!failed) return oci::Ok();
  return oci::ConfigurationError(folder.Faults() + ": " + failed.message());
}

}  // namespace local
