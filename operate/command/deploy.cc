// `fotogal deploy`: builds and pushes images, points functions and gateway to them, publishes the
// web client, and tests that everything works; when it does not, it restores what ran before.
#include <sodium.h>

#include <cstdio>
#include <thread>

#include "local/agent/launcher.h"
#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "oci/crypto.h"
#include "oci/curl_transport.h"
#include "operate/command/images.h"
#include "operate/command/operate.h"
#include "operate/command/operation.h"
#include "operate/command/smoke.h"
#include "operate/command/smoke_journey.h"
#include "operate/provision/name_rules.h"
#include "operate/provision/publish_web.h"
#include "operate/provision/release.h"
#include "terminal/signals.h"

namespace operate {
namespace {

using provision::Observer;

void Heading(const std::string& what) {
  std::printf("== %s\n", what.c_str());
  std::fflush(stdout);
}

// Creates what is needed before images can be pushed: repositories, application, gateway.
oci::Status CreatePrerequisites(const TenancyAccess& to) {
  auto settings = to.settings;
  settings.with_functions = false;
  provision::Tenancy tenancy(to.access, settings);
  const auto resources = tenancy.Resources();
  return RunWithProgress("ground", [&](const Observer& observer) {
    return provision::Apply(to.call, resources, observer);
  });
}

oci::Status PushImages(const DeployOptions& options, TenancyAccess& to) {
  local::Spawner spawner;
  Images images(spawner, local::ContainerEngine(), to.settings.image_prefix, to.settings.image_tag);
  if (!options.skip_build) OCI_RETURN_IF_ERROR(images.Build());
  const auto& functions = to.settings.functions;
  return RunWithProgress("push", [&](const Observer& observer) -> oci::Status {
    size_t done = 0;
    for (const auto& function : functions) {
      observer.advance(done++, functions.size(), function.name);
      OCI_ASSIGN_OR_RETURN(to.settings.image_digests[function.name], images.Push(function.name));
      observer.say(function.name + " " + to.settings.image_digests[function.name]);
    }
    observer.advance(done, functions.size(), "");
    return oci::Ok();
  });
}

oci::Status PublishClient(const DeployOptions& options, const TenancyAccess& to,
                          const std::string& object_namespace) {
  oci::object_storage::Client objects(
      to.access.requester,
      {to.access.endpoints.object_storage, object_namespace, provision::WebBucket(to.settings)});
  auto call = to.call();
  const auto say = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
  return PublishWeb(call, {objects, to.settings.compartment_id,
                           options.web.empty() ? local::DefaultWebFolder() : options.web, say});
}

oci::Status Ask(const std::string& url, std::chrono::seconds patience) {
  if (url.empty()) return oci::ConfigurationError("the deployment has no endpoint to ask");
  auto call = local::CallWithin(patience);
  const auto transport =
      oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(oci::ProcessEnvironment())});
  const std::function<void(std::chrono::milliseconds)> sleep = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
  };
  OCI_RETURN_IF_ERROR(SmokeTest(call, *transport, url, sleep));
  std::string bytes(6, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return SmokeJourney(call, *transport, url, oci::Hex(bytes), sleep);
}

// From here on people see the new release.
oci::Status PublishRelease(const DeployOptions& options, const TenancyAccess& to) {
  auto settings = to.settings;
  settings.with_functions = true;
  provision::Tenancy tenancy(to.access, settings);
  const auto resources = tenancy.Resources();
  Heading("functions and gateway");
  OCI_RETURN_IF_ERROR(RunWithProgress("deploy", [&](const Observer& observer) {
    return provision::Apply(to.call, resources, observer);
  }));
  PrintNotes(tenancy);
  Heading("web client");
  OCI_RETURN_IF_ERROR(PublishClient(options, to, tenancy.ObjectNamespace()));
  const auto url = ServiceUrl(to, tenancy);
  Heading("smoke test of " + url);
  OCI_RETURN_IF_ERROR(Ask(url, std::chrono::seconds(options.patience_s)));
  PrintPolicies(tenancy);
  std::printf("\nFotoGal %s is at %s\n", to.settings.image_tag.c_str(), url.c_str());
  return oci::Ok();
}

// Restores the release that ran before; prints why, and what remains of the new one. Returns the
// error that caused it.
oci::Status RollBack(const TenancyAccess& to, const provision::Release& before, oci::Error why) {
  std::fprintf(stderr, "fotogal: %s\n", why.message.c_str());
  if (before.functions.empty())
    return oci::Error{why.code, "nothing ran before, so nothing was put back", 0, "", false};
  Heading("rolling back");
  const auto restored = provision::Restore(to.call, to.access, to.settings, before);
  if (!restored.ok())
    return oci::Error{why.code,
                      "rolling back failed, run `fotogal deploy` again with the tag "
                      "before: " +
                          restored.error().message,
                      0, "", false};
  return oci::Error{why.code, "what ran before is back", 0, "", false};
}

oci::Status Deploy(const DeployOptions& options) {
  OCI_ASSIGN_OR_RETURN(auto to, OpenTenancyAccess(options.settings));
  OCI_RETURN_IF_ERROR(provision::CheckSpecification(to.access, to.settings));
  auto& settings = to.settings;
  if (settings.image_prefix.empty())
    return oci::ConfigurationError(options.settings + ": image_prefix is missing");
  if (!options.tag.empty()) {
    if (!provision::IsImageTag(options.tag))
      return oci::ConfigurationError("--tag is \"" + options.tag + "\"; must be " +
                                     provision::kImageTagRule);
    settings.image_tag = options.tag;
  }
  if (settings.image_tag.empty()) settings.image_tag = local::ImageTag();
  Heading("ground");
  OCI_RETURN_IF_ERROR(CheckCapacity(to));
  OCI_RETURN_IF_ERROR(CreatePrerequisites(to));
  OCI_ASSIGN_OR_RETURN(const auto before, provision::CurrentRelease(to.call, to.access, settings));
  if (!options.skip_push) {
    Heading("images " + settings.image_prefix + "/<function>:" + settings.image_tag);
    OCI_RETURN_IF_ERROR(PushImages(options, to));
  }
  const auto switched = PublishRelease(options, to);
  return switched.ok() ? switched : RollBack(to, before, switched.error());
}

}  // namespace

int RunDeploy(const DeployOptions& options) {
  terminal::UnblockSignals();
  const auto deployed = Deploy(options);
  if (deployed.ok()) return 0;
  std::fprintf(stderr, "fotogal: %s\n", deployed.error().message.c_str());
  return 1;
}

}  // namespace operate
