#include <sodium.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "local/agent/invoke_endpoint.h"
#include "local/command/container_watch.h"
#include "local/command/fault_file.h"
#include "local/command/live_functions.h"
#include "local/command/up.h"
#include "local/gateway/gateway.h"
#include "local/http/own_hosts.h"
#include "local/http/server.h"
#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "local/standin/identity/principals.h"
#include "local/tenancy/deployed_functions.h"
#include "local/tenancy/deployments.h"
#include "local/tenancy/scheduler.h"
#include "oci/curl_transport.h"
#include "terminal/signals.h"

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

std::shared_ptr<oci::Transport> ForHttpBackends() {
  oci::CurlOptions options;
  options.max_response_bytes = Gateway::kMaxAnswer;
  return oci::MakeCurlTransport(std::move(options));
}

// Raises the limit of open sockets as far as the system allows.
void AllowManySockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Removes containers of an earlier gateway, or of a run that was killed together with its watchers.
void RemoveOldContainers(const DataFolder& folder, const Containers& containers) {
  Spawner spawner;
  RunToEnd(spawner, RemoveContainersCommand(containers.engine, DataLabel(folder)));
}

// Removes the socket folders of a gateway that was killed; its functions have died with it.
void RemoveOldSockets(const Running& running) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(running.run_dir, ignored))
    std::filesystem::remove_all(entry.path(), ignored);
}

Containers ContainersFor(const DataFolder& folder, const Running& running) {
  Containers containers;
  containers.image_prefix = running.image_prefix;
  containers.tag = ImageTag();
  containers.labels = {DataLabel(folder), RunLabel(running)};
  return containers;
}

Launcher LauncherOf(const DataFolder& folder, const Running& running) {
  const bool by_executables = running.image_prefix.empty() && !running.IsCloudOnly();
  auto containers = ContainersFor(folder, running);
  if (!by_executables) RemoveOldContainers(folder, containers);
  RemoveOldSockets(running);
  if (by_executables) return RunExecutables();
  if (running.IsCloudOnly()) return RunEither(std::move(containers));
  return RunContainers(std::move(containers));
}

// How to run the tenancy's functions. Images are looked for only when FotoGal itself is not served.
DeployedFunctions::Options DeployedOptions(std::shared_ptr<oci::Requester> requester,
                                           const Running& running, Spawner& spawner) {
  DeployedFunctions::Options options;
  options.requester = std::move(requester);
  options.standin_url = running.standin_url;
  options.platform = running.platform;
  options.has_image = [&spawner, wanted = running.IsCloudOnly()](const std::string& image) {
    return wanted && HasImage(spawner, ContainerEngine(), image);
  };
  options.folders = {DefaultImageFolders(), FunctionsFolder()};
  options.clock = &SystemNow;
  return options;
}

std::function<FunctionSpec(const FunctionSpec&)> NowOf(const Running& running) {
  if (running.live_functions.empty()) return {};
  return &FollowLink;
}

// What this process serves: invocations of functions, the deployments of the tenancy, and FotoGal
// itself.
class Served {
 public:
  Served(const DataFolder& folder, const Running& running, standin::KeyRing& keys,
         std::shared_ptr<oci::Requester> requester, std::vector<FunctionSpec> functions)
      : keys_(keys),
        faults_(FaultsOf(folder)),
        deployed_functions_(DeployedOptions(requester, running, spawner_)),
        agent_(
            {.functions = std::move(functions),
             .find = [this](const std::string& id) { return deployed_functions_.Find(id); },
             .now = NowOf(running),
             .run_dir = running.run_dir,
             .log_dir = folder.Logs(),
             .launcher = LauncherOf(folder, running),
             .kills_after = [this](const std::string& name) { return faults_.KillsAfter(name); }}),
        deployments_({requester, running.standin_url, standin::kTenancyId,
                      [this](Specification specification, std::string prefix) {
                        return MakeGateway(std::move(specification), std::move(prefix));
                      },
                      &SystemNow}),
        scheduler_({requester, running.standin_url, standin::kTenancyId,
                    [this](const std::string& id) { return agent_.InvokeDetached(id, {}).status; },
                    &SystemNow}) {}

  std::shared_ptr<Gateway> MakeGateway(Specification specification, std::string prefix = "/") {
    return std::make_shared<Gateway>(
        Gateway::Options{std::move(specification),
                         [this](const std::string& id, FnRequest request) {
                           return agent_.Invoke(id, std::move(request));
                         },
                         ForHttpBackends(), &SystemNow, &NewRequestId, std::move(prefix)});
  }

  void AddInvocations(Listener listener) {
    const auto verify = [this](const standin::Request& signed_request) {
      return standin::RefuseUnlessSigned(signed_request, keys_, SystemNow());
    };
    HttpHandler handler = [this, verify](const standin::Request& request, const std::string&) {
      return faults_.Around(request, [this, &verify](const standin::Request& asked) {
        return HandleInvoke(agent_, verify, asked);
      });
    };
    HttpServer::Options options;
    options.hosts = LoopbackHosts();
    Add(std::move(listener), std::make_unique<HttpServer>(std::move(handler), std::move(options)));
  }
  void AddDeployments(Listener listener) {
    // Answers when nothing is deployed.
    const auto none = MakeGateway(Specification{});
    AddPublic(
        std::move(listener), none,
        [this, none](const standin::Request& request, const std::string& peer, BodySource& body) {
          const auto gateway = deployments_.For(request.path);
          if (!gateway.ok()) return none->Error(503);
          return (*gateway ? *gateway : none)->Handle(request, peer, body);
        });
  }
  void AddFront(Listener listener, Specification specification) {
    const auto gateway = MakeGateway(std::move(specification));
    AddPublic(std::move(listener), gateway,
              [gateway](const standin::Request& request, const std::string& peer,
                        BodySource& body) { return gateway->Handle(request, peer, body); });
  }

  // Runs until a signal stops it. The functions' processes are stopped first, which ends running
  // calls and with them the servers' threads.
  void Run() {
    scheduler_.Run();
    std::vector<std::thread> threads;
    for (auto& server : servers_) threads.emplace_back([&server] { server->Run(); });
    terminal::AwaitStopSignal();
    scheduler_.Stop();
    agent_.Stop(std::chrono::milliseconds(500));
    for (auto& server : servers_) server->Stop();
    for (auto& thread : threads) thread.join();
  }

 private:
  // `gateway` makes the responses that the server sends by itself.
  void AddPublic(Listener listener, const std::shared_ptr<Gateway>& gateway, HeadHandler handler) {
    HttpServer::Options options;
    options.hosts = LoopbackHosts();
    options.max_head_bytes = Gateway::kMaxHead;
    options.error = [gateway](int status) { return gateway->Error(status); };
    Add(std::move(listener), std::make_unique<HttpServer>(std::move(handler), std::move(options)));
  }
  void Add(Listener listener, std::unique_ptr<HttpServer> server) {
    server->Listen(std::move(listener));
    servers_.push_back(std::move(server));
  }

  standin::KeyRing& keys_;
  standin::Faults faults_;
  Spawner spawner_;
  DeployedFunctions deployed_functions_;
  Agent agent_;
  Deployments deployments_;
  Scheduler scheduler_;
  std::vector<std::unique_ptr<HttpServer>> servers_;
};

// Without a specification only the tenancy is served.
oci::Status Serve(const DataFolder& folder, const Running& running, const ServeOptions& options) {
  AllowManySockets();
  constexpr int kFirst = Listener::kFirstInherited;
  OCI_ASSIGN_OR_RETURN(auto functions_listener, Listener::Inherited(kFirst));
  OCI_ASSIGN_OR_RETURN(auto deployments_listener, Listener::Inherited(kFirst + 1));
  OCI_ASSIGN_OR_RETURN(const auto principals,
                       standin::Principals::Open(PrincipalsFolder(folder), SystemNow()));
  standin::KeyRing keys;
  principals.AddTo(keys);
  OCI_ASSIGN_OR_RETURN(auto requester, OperatorRequester(folder));
  std::vector<FunctionSpec> functions;
  if (!running.IsCloudOnly()) {
    OCI_ASSIGN_OR_RETURN(functions,
                         ReadManifest(running.function_config, FunctionsFolder(running)));
  }
  Served served(folder, running, keys, std::move(requester), functions);
  served.AddInvocations(std::move(functions_listener));
  served.AddDeployments(std::move(deployments_listener));
  if (!running.IsCloudOnly()) {
    OCI_ASSIGN_OR_RETURN(auto front_listener, Listener::Inherited(kFirst + 2));
    OCI_ASSIGN_OR_RETURN(auto specification,
                         ReadSpecification(options.specification, running.standin_url, functions));
    if (auto& limit = specification.rate_limiting;
        limit && limit->key == RateLimiting::Key::kClientIp)
      limit->per_second = options.client_rate;
    served.AddFront(std::move(front_listener), std::move(specification));
  }
  served.Run();
  return oci::Ok();
}

}  // namespace

int RunServe(const ServeOptions& options) {
  auto folder = OpenDataFolder(options.data);
  auto running = folder.ok() ? ReadRunning(*folder) : oci::Result<Running>(folder.error());
  auto served = running.ok() ? Serve(*folder, *running, options) : oci::Status(running.error());
  if (served.ok()) return 0;
  std::fprintf(stderr, "fotogal: %s\n", served.error().message.c_str());
  return 1;
}

}  // namespace local
