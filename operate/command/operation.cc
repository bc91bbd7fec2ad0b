#include "operate/command/operation.h"

#include <sodium.h>
#include <unistd.h>

#include "configuration/members.h"
#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "local/standin/identity/principals.h"
#include "oci/crypto.h"
#include "oci/curl_transport.h"
#include "operate/command/region_hint.h"
#include "operate/provision/capacity.h"
#include "terminal/progress.h"

namespace operate {
namespace {

using provision::SettingsFile;

// Creating a gateway takes minutes, a table a quarter of a minute, and DDL statements run one after
// the other.
constexpr std::chrono::minutes kOperationPatience{20};

std::string NewSecret() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return oci::Hex(bytes);
}

std::vector<provision::FunctionNeeds> NeedsOf(const std::vector<local::FunctionSpec>& functions) {
  std::vector<provision::FunctionNeeds> needs;
  for (const auto& function : functions)
    needs.push_back(
        {function.name, function.memory_mb, static_cast<int>(function.timeout.count())});
  return needs;
}

// Points to the stand-in of a running `fotogal up`.
oci::Status UseLocalCloud(const std::string& path, const SettingsFile& file, TenancyAccess& to) {
  const auto wrong = [&](const std::string& found) {
    return oci::ConfigurationError(path + ": data is \"" + file.data +
                                   "\"; must be the data folder of a running fotogal: " + found);
  };
  const auto found = local::FindDataFolder(file.data);
  if (!found.ok()) return wrong("there is no such folder");
  const auto& folder = *found;
  const auto alive = local::FindRunning(folder);
  if (!alive.ok())
    return wrong("none is running there (start one with `fotogal up --cloud-only --data " +
                 file.data + "`)");
  const auto& running = *alive;
  OCI_ASSIGN_OR_RETURN(to.access.requester, local::OperatorRequester(folder));
  to.access.endpoints = provision::AllAt(running.standin_url);
  to.access.look_every = std::chrono::milliseconds(50);
  to.settings.compartment_id = standin::kCompartmentId;
  if (to.settings.subnet_id.empty()) to.settings.subnet_id = "ocid1.subnet.oc1..local";
  return oci::Ok();
}

oci::Status LeadToRegion(const std::string& path, const SettingsFile& file, TenancyAccess& to) {
  const auto environment = oci::ProcessEnvironment();
  OCI_ASSIGN_OR_RETURN(auto credentials,
                       oci::ConfigFileCredentials(environment, file.config_file, file.profile));
  to.access.requester = std::make_shared<oci::Requester>(oci::ProcessDependencies(
      WithRegionHint(oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)}), path,
                     file.region),
      std::move(credentials)));
  to.access.endpoints = provision::EndpointsOfRegion(file.region);
  return oci::Ok();
}

}  // namespace

oci::Result<TenancyAccess> OpenTenancyAccess(const std::string& settings_path) {
  OCI_ASSIGN_OR_RETURN(const auto text, configuration::ReadText(settings_path));
  OCI_ASSIGN_OR_RETURN(const auto file, provision::ParseSettings(text, settings_path));
  TenancyAccess to;
  to.settings = file.settings;
  to.url = file.settings.url;
  to.access.new_secret = &NewSecret;
  to.call = [] { return local::CallWithin(kOperationPatience); };
  OCI_ASSIGN_OR_RETURN(const auto functions, local::ReadManifest({}));
  to.settings.functions = NeedsOf(functions);
  const auto path = file.specification.empty() ? local::DefaultSpecification() : file.specification;
  to.settings.specification_file = path;
  to.settings.specification = [path](const auto& values) {
    return local::FilledSpecification(path, {values.begin(), values.end()});
  };
  OCI_RETURN_IF_ERROR(file.data.empty() ? LeadToRegion(settings_path, file, to)
                                        : UseLocalCloud(settings_path, file, to));
  return to;
}

std::string ServiceUrl(const TenancyAccess& to, const provision::Tenancy& tenancy) {
  auto url = to.url.empty() ? tenancy.Endpoint() : to.url;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

void PrintNotes(const provision::Tenancy& tenancy) {
  for (const auto& note : tenancy.Notes()) std::printf("! %s\n", note.c_str());
}

void PrintPolicies(const provision::Tenancy& tenancy) {
  std::printf("\nPaste these, if you have not yet (docs/operate.md says why each):\n\n%s",
              tenancy.Policies().c_str());
  if (const auto records = tenancy.MailRecords(); !records.empty())
    std::printf("\nSet these at the domain's DNS, if you have not yet:\n\n%s", records.c_str());
}

oci::Status CheckCapacity(const TenancyAccess& to) {
  auto call = to.call();
  OCI_ASSIGN_OR_RETURN(const auto missing,
                       provision::MissingCapacity(call, to.access, to.settings));
  for (const auto& line : missing) std::printf("! %s\n", line.c_str());
  std::fflush(stdout);
  if (missing.empty()) return oci::Ok();
  return oci::ConfigurationError("the tables do not fit the tenancy's limits; nothing was made");
}

oci::Status RunWithProgress(const std::string& name,
                            const std::function<oci::Status(const provision::Observer&)>& run) {
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  terminal::Progress bar(is_terminal ? stdout : nullptr, true);
  bool has_begun = false;
  provision::Observer observer;
  observer.say = [&](const std::string& line) {
    if (is_terminal) return bar.Say(line);
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
  };
  observer.advance = [&](size_t done, size_t of, const std::string& next) {
    if (!has_begun) bar.Begin(name, static_cast<std::int64_t>(of));
    has_begun = true;
    bar.Advance(done == 0 ? 0 : 1);
    bar.Show(next);
  };
  const auto outcome = run(observer);
  if (outcome.ok()) bar.End();
  bar.Abandon();
  return outcome;
}

}  // namespace operate
