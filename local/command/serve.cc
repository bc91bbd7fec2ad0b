#include <sodium.h>
#include <sys/resource.h>

#include <cstdio>
#include <thread>

#include "local/agent/invoke_endpoint.h"
#include "local/command/children.h"
#include "local/command/container_watch.h"
#include "local/command/manifest.h"
#include "local/command/operator.h"
#include "local/command/up.h"
#include "local/gateway/gateway.h"
#include "local/http/server.h"
#include "local/standin/principals.h"
#include "oci/curl_transport.h"

namespace local {
namespace {

std::string NewRequestId() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof(bytes));
  char text[33];
  sodium_bin2hex(text, sizeof(text), bytes, sizeof(bytes));
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

Launcher LauncherOf(const DataFolder& folder, const Running& running) {
  if (running.image_prefix.empty()) return RunExecutables();
  Containers containers;
  containers.image_prefix = running.image_prefix;
  containers.tag = ImageTag();
  containers.labels = {DataLabel(folder), RunLabel(running)};
  // What a gateway before this one left, or a run that was killed with all that watched it.
  Spawner spawner;
  RunToEnd(spawner, RemoveContainersCommand(containers.engine, DataLabel(folder)));
  return RunContainers(std::move(containers));
}

std::shared_ptr<oci::Transport> ForHttpBackends() {
  oci::CurlOptions options;
  options.max_response_bytes = Gateway::kMaxAnswer;
  return oci::MakeCurlTransport(std::move(options));
}

// As many connections as the system lets this process have.
void AllowManySockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Gateway and agent of one process, until a signal stops them.
oci::Status Serve(const DataFolder& folder, const Running& running,
                  const std::string& specification_path) {
  AllowManySockets();
  OCI_ASSIGN_OR_RETURN(auto functions_listener, Listener::Inherited(Listener::kFirstInherited));
  OCI_ASSIGN_OR_RETURN(auto front_listener, Listener::Inherited(Listener::kFirstInherited + 1));
  OCI_ASSIGN_OR_RETURN(auto functions, ReadManifest(running.function_config));
  OCI_ASSIGN_OR_RETURN(auto specification,
                       ReadSpecification(specification_path, running.standin_url, functions));
  OCI_ASSIGN_OR_RETURN(const auto principals,
                       standin::Principals::Open(PrincipalsFolder(folder), SystemNow()));
  standin::KeyRing keys;
  principals.AddTo(keys);
  Agent agent({std::move(functions), running.run_dir, folder.Logs(), LauncherOf(folder, running)});

  Gateway gateway({std::move(specification),
                   [&](const std::string& id, FnRequest request) {
                     return agent.Invoke(id, std::move(request));
                   },
                   ForHttpBackends(), &SystemNow, &NewRequestId});
  HttpServer::Options public_options;
  public_options.max_head_bytes = Gateway::kMaxHead;
  public_options.error = [&](int status) { return gateway.Error(status); };
  HttpServer front([&](const standin::Request& request, const std::string& peer,
                       BodySource& body) { return gateway.Handle(request, peer, body); },
                   public_options);
  HttpServer invoke(
      [&](const standin::Request& request, const std::string&) {
        return HandleInvoke(
            agent,
            [&](const standin::Request& signed_request) {
              return standin::RefuseUnlessSigned(signed_request, keys, SystemNow());
            },
            request);
      },
      {});
  invoke.Listen(std::move(functions_listener));
  front.Listen(std::move(front_listener));
  std::thread front_thread([&] { front.Run(); });
  std::thread invoke_thread([&] { invoke.Run(); });
  AwaitStopSignal();
  // Processes first: calls under way then end, and with them the servers' threads.
  agent.Stop(std::chrono::milliseconds(500));
  front.Stop();
  invoke.Stop();
  front_thread.join();
  invoke_thread.join();
  return oci::Ok();
}

}  // namespace

int RunServe(const ServeOptions& options) {
  auto folder = OpenDataFolder(options.data);
  auto running = folder.ok() ? ReadRunning(*folder) : oci::Result<Running>(folder.error());
  auto served =
      running.ok() ? Serve(*folder, *running, options.specification) : oci::Status(running.error());
  if (served.ok()) return 0;
  std::fprintf(stderr, "fotogal: %s\n", served.error().message.c_str());
  return 1;
}

}  // namespace local
