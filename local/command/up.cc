#include "local/command/up.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

#include "common/files.h"
#include "local/command/browser.h"
#include "local/command/children.h"
#include "local/command/container_watch.h"
#include "local/command/detached.h"
#include "local/command/fault_file.h"
#include "local/demo/demo.h"
#include "local/http/listener.h"
#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "local/standin/identity/principals.h"
#include "oci/curl_transport.h"
#include "terminal/terminal.h"

namespace local {
namespace {

namespace fs = std::filesystem;

// All people who use this machine have the same address, so the budgets per address are larger
// here.
constexpr const char* kBudgetsOfOneMachine = "signups=300/2000";
constexpr std::chrono::seconds kStartPatience{30};
constexpr std::chrono::minutes kSweepEvery{2};
constexpr std::chrono::seconds kGrace{2};
// the container engine needs time for each container
constexpr std::chrono::seconds kContainersGrace{20};

int Fail(const oci::Error& error) {
  std::fprintf(stderr, "fotogal: %s\n", error.message.c_str());
  return 1;
}

std::string LoopbackUrl(int port) { return "http://127.0.0.1:" + std::to_string(port); }
// Where people open it. Browsers bind passkeys to names, not to addresses of machines.
std::string PageUrl(int port) { return "http://localhost:" + std::to_string(port); }

enum class Step { kStandIn, kTables, kWebClient, kGateway, kDemo, kCount };

// The steps of starting, each of which reports what it is waiting for.
struct Startup {
  const UpOptions& options;
  const Provisioning& provisioning;
  const DataFolder& folder;
  Children& children;
  terminal::WaitLine& wait;

  std::function<void(const std::string&)> Say() const {
    return [this](const std::string& line) { wait.Say(line); };
  }
  // Shows a stage in the same form as scripts/stages: "start      [########............] starting
  // the gateway".
  void Begin(Step step, const std::string& what) const {
    constexpr size_t kBar = 20;
    const size_t done = kBar * static_cast<size_t>(step) / static_cast<size_t>(Step::kCount);
    wait.Begin("start      [" + std::string(done, '#') + std::string(kBar - done, '.') + "] " +
               what);
  }
  std::string LogOf(const std::string& child) const { return folder.Logs() + "/" + child + ".log"; }
};

// Waits until the process started last answers at that URL with that status (0: any status).
oci::Status AwaitAnswer(const Startup& start, Step step, const std::string& child,
                        const std::string& url, int status) {
  constexpr std::chrono::milliseconds kLookEvery{20};
  const auto transport = oci::MakeCurlTransport({});
  const auto until = std::chrono::steady_clock::now() + kStartPatience;
  start.Begin(step, "starting the " + child);
  while (std::chrono::steady_clock::now() < until && !Children::StopRequested() &&
         !start.children.LastHasDied()) {
    const auto answer =
        transport->Send({"GET", url, {}, ""}, std::chrono::seconds(5), [] { return false; });
    if (answer.ok() && (status == 0 || answer->status == status)) return oci::Ok();
    std::this_thread::sleep_for(kLookEvery);
  }
  return oci::Error{"not_ready", "the " + child + " did not start; see " + start.LogOf(child), 0,
                    "", false};
}

// A container cannot read the principal's files: passes their contents instead.
void ReplaceFilesByText(std::map<std::string, std::string>& config) {
  for (auto& [name, value] : config) {
    if (!name.starts_with("OCI_RESOURCE_PRINCIPAL_") || !value.starts_with('/')) continue;
    value = common::ReadFile(value).value_or("");
  }
}

// Variables for what OCI provides to functions by itself, or finds by the name of the region.
std::map<std::string, std::string> PlatformConfig(const UpOptions& options, const Running& running,
                                                  const standin::Principals& principals) {
  auto config = principals.ResourcePrincipalEnvironment();
  if (!options.image_prefix.empty() || options.cloud_only) ReplaceFilesByText(config);
  const auto& cloud = options.cloud_endpoint.empty() ? running.standin_url : options.cloud_endpoint;
  config["FOTOGAL_NOSQL_ENDPOINT"] =
      options.nosql_endpoint.empty() ? cloud : options.nosql_endpoint;
  config["FOTOGAL_OBJECT_STORAGE_ENDPOINT"] = cloud;
  config["FOTOGAL_LOGGING_ENDPOINT"] = cloud;
  config["FOTOGAL_FUNCTIONS_ENDPOINT"] = cloud;
  config["FOTOGAL_COOKIE_SECURE"] = "false";  // there is no TLS on a loopback address
  return config;
}

// What the environment of `up` sets for the functions, or `otherwise`.
std::string OfThisMachine(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

// What is made when a data folder is used first.
struct Secrets {
  std::string cursor_key, push_key;
};
oci::Result<Secrets> SecretsOf(const DataFolder& folder) {
  Secrets secrets;
  OCI_ASSIGN_OR_RETURN(secrets.cursor_key, ReadOrMakeSecret(folder.CursorKey()));
  OCI_ASSIGN_OR_RETURN(secrets.push_key, ReadOrMakeSecret(folder.PushKey()));
  return secrets;
}

std::map<std::string, std::string> FunctionConfig(const Running& running, const Secrets& secrets) {
  auto config = running.platform;
  config["FOTOGAL_COMPARTMENT_ID"] = standin::kCompartmentId;
  config["FOTOGAL_OBJECT_NAMESPACE"] = standin::kNamespace;
  config["FOTOGAL_BUCKET"] = kBucket;
  config["FOTOGAL_CURSOR_KEY"] = secrets.cursor_key;
  config["FOTOGAL_PUSH_KEY"] = OfThisMachine("FOTOGAL_PUSH_KEY", secrets.push_key.c_str());
  config["FOTOGAL_PUSH_HOSTS"] = OfThisMachine("FOTOGAL_PUSH_HOSTS", "");
  config["FOTOGAL_BUDGETS"] = OfThisMachine("FOTOGAL_BUDGETS", kBudgetsOfOneMachine);
  // One origin unless asked otherwise, so that a phone in the same network needs one port only.
  config["FOTOGAL_PHOTO_URLS"] = OfThisMachine("FOTOGAL_PHOTO_URLS", "gateway");
  config["FOTOGAL_MAIL_SENDER"] = OfThisMachine("FOTOGAL_MAIL_SENDER", kMailSender);
  config["FOTOGAL_MAIL_ENDPOINT"] = config["FOTOGAL_LOGGING_ENDPOINT"];
  const std::string page = PageUrl(running.port);
  config["FOTOGAL_WEB_URL"] = OfThisMachine("FOTOGAL_WEB_URL", page.c_str());
  config["FOTOGAL_NOSQL_PROTOCOL"] = OfThisMachine("FOTOGAL_NOSQL_PROTOCOL", "driver");
  const std::pair<const char*, const char*> jobs[] = {
      {"FOTOGAL_FANOUT", "fanout"}, {"FOTOGAL_DELETION", "deletion"}, {"FOTOGAL_EXPORT", "export"}};
  for (const auto& [variable, function] : jobs) {
    config[std::string(variable) + "_FUNCTION_ID"] = FunctionId(function);
    config[std::string(variable) + "_INVOKE_ENDPOINT"] = running.functions_url;
  }
  return config;
}

// Publishes the web client. When that fails, the API still works.
oci::Status PublishPages(const Startup& start, const Running& running) {
  const std::string& web = start.options.web;
  if (!fs::exists(web + "/publish.json")) {
    start.wait.Say("no web client in " + web + " (build the target web): the API alone");
    return oci::Ok();
  }
  start.Begin(Step::kWebClient, "publishing the web client");
  OCI_ASSIGN_OR_RETURN(const auto requester, OperatorRequester(start.folder));
  oci::object_storage::Client objects(requester,
                                      {running.standin_url, standin::kNamespace, kWebBucket});
  auto call = CallWithin(kStartPatience);
  return start.provisioning.publish_pages(call,
                                          {objects, standin::kCompartmentId, web, start.Say()});
}

oci::Status ProvisionAll(const Startup& start, Running& running) {
  start.Begin(Step::kTables, "making tables and buckets");
  OCI_ASSIGN_OR_RETURN(const auto requester, OperatorRequester(start.folder));
  StorageRequest storage;
  storage.call = [] { return CallWithin(kStartPatience); };
  storage.requester = requester;
  storage.standin_url = running.standin_url;
  storage.nosql_endpoint = running.function_config["FOTOGAL_NOSQL_ENDPOINT"];
  storage.compartment_id = standin::kCompartmentId;
  storage.bucket = kBucket;
  storage.mail_sender = running.function_config["FOTOGAL_MAIL_SENDER"];
  storage.report = start.Say();
  OCI_ASSIGN_OR_RETURN(running.function_config["FOTOGAL_LOG_ID"],
                       start.provisioning.make_storage(storage));
  return WriteRunning(start.folder, running);
}

// A folder for sockets with a short path; one that a killed run has left is removed.
oci::Result<std::string> MakeRunDir(const DataFolder& folder) {
  if (const auto before = ReadRunning(folder);
      before.ok() && before->run_dir.starts_with("/tmp/fotogal-")) {
    std::error_code ignored;
    fs::remove_all(before->run_dir, ignored);
  }
  char pattern[] = "/tmp/fotogal-XXXXXX";
  if (mkdtemp(pattern) == nullptr)
    return oci::ConfigurationError(std::string(pattern) + ": " + std::strerror(errno));
  return std::string(pattern);
}

// The listening sockets, which stay open as long as `up` runs, whichever child serves them.
struct Listeners {
  Listener front, standin, functions, deployments;
};

constexpr const char* kLoopback = "127.0.0.1";
constexpr const char* kAllAddresses = "0.0.0.0";

// Listens on the gateway's port. When another process has it, the error names the next free port.
oci::Result<Listener> ListenInFront(const char* host, int port) {
  constexpr int kLooked = 100;
  auto front = Listener::On(host, port);
  if (front.ok()) return front;
  for (int next = port + 1; next <= std::min(port + kLooked, 65535); ++next) {
    if (!Listener::On(host, next).ok()) continue;
    return oci::ConfigurationError(front.error().message + "; --port " + std::to_string(next) +
                                   " is free");
  }
  return front;
}

oci::Result<Listeners> Listen(const UpOptions& options) {
  OCI_ASSIGN_OR_RETURN(auto front, ListenInFront(options.all_addresses ? kAllAddresses : kLoopback,
                                                 options.cloud_only ? 0 : options.port));
  OCI_ASSIGN_OR_RETURN(auto standin, Listener::On(kLoopback, 0));
  OCI_ASSIGN_OR_RETURN(auto functions, Listener::On(kLoopback, 0));
  OCI_ASSIGN_OR_RETURN(auto deployments, Listener::On(kLoopback, 0));
  return Listeners{std::move(front), std::move(standin), std::move(functions),
                   std::move(deployments)};
}

oci::Status StartServing(const Startup& start, const Listeners& listeners, const Running& running) {
  const UpOptions& options = start.options;
  std::vector<std::string> command = {"serve", "--data", start.folder.path};
  std::vector<int> descriptors = {listeners.functions.fd(), listeners.deployments.fd()};
  if (!options.cloud_only) {
    command.insert(command.end(), {"--specification", options.specification, "--client-rate",
                                   std::to_string(options.client_rate)});
    descriptors.push_back(listeners.front.fd());
  }
  OCI_RETURN_IF_ERROR(
      start.children.Start("gateway", command, start.LogOf("gateway"), descriptors));
  if (options.cloud_only)
    return AwaitAnswer(start, Step::kGateway, "gateway", running.functions_url, 0);
  return AwaitAnswer(start, Step::kGateway, "gateway", LoopbackUrl(running.port) + "/v1/health",
                     200);
}

oci::Status StartStandIn(const Startup& start, const Listeners& listeners, const Running& running) {
  OCI_RETURN_IF_ERROR(start.children.Start(
      "stand-in",
      {"stand-in", "--data", start.folder.path, "--functions-url", running.functions_url,
       "--deployments-url", running.deployments_url, "--on-demand-tables",
       std::to_string(start.options.most_on_demand_tables)},
      start.LogOf("stand-in"), {listeners.standin.fd()}));
  return AwaitAnswer(start, Step::kStandIn, "stand-in", running.standin_url + "/n", 0);
}

oci::Status StartAll(const Startup& start, const Listeners& listeners, Running& running) {
  const UpOptions& options = start.options;
  const DataFolder& folder = start.folder;
  running.port = options.cloud_only ? 0 : listeners.front.port();
  running.image_prefix = options.image_prefix;
  running.standin_url = LoopbackUrl(listeners.standin.port());
  running.functions_url = LoopbackUrl(listeners.functions.port());
  running.deployments_url = LoopbackUrl(listeners.deployments.port());
  OCI_ASSIGN_OR_RETURN(const auto principals,
                       standin::Principals::Open(PrincipalsFolder(folder), SystemNow()));
  OCI_ASSIGN_OR_RETURN(const auto functions, ReadManifest({}, FunctionsFolder(running)));
  OCI_RETURN_IF_ERROR(ReadSpecification(options.specification, running.standin_url, functions));
  OCI_ASSIGN_OR_RETURN(const auto secrets, SecretsOf(folder));
  running.platform = PlatformConfig(options, running, principals);
  running.function_config = FunctionConfig(running, secrets);
  OCI_RETURN_IF_ERROR(WriteRunning(folder, running));
  OCI_RETURN_IF_ERROR(StartStandIn(start, listeners, running));
  if (!options.cloud_only) {
    OCI_RETURN_IF_ERROR(ProvisionAll(start, running));
    OCI_RETURN_IF_ERROR(PublishPages(start, running));
  }
  return StartServing(start, listeners, running);
}

// When the demonstration fails, the service runs on without it.
void Demonstrate(const Startup& start, const Running& running) {
  start.Begin(Step::kDemo, "filling an empty store");
  auto services = OperatorServices(start.folder, running);
  const auto filled =
      services.ok() ? FillDemo(start.folder, *services, {start.Say(), &Children::StopRequested})
                    : oci::Status(services.error());
  if (!filled.ok())
    std::fprintf(stderr, "fotogal: demonstration: %s\n", filled.error().message.c_str());
}

// Starts `sweep` regularly, as OCI Resource Scheduler does in the cloud.
void Sweep(const DataFolder& folder, const Running& running) {
  auto services = OperatorServices(folder, running);
  if (!services.ok()) return static_cast<void>(Fail(services.error()));
  auto call = CallWithin(std::chrono::seconds(5));
  const auto started =
      services->functions->InvokeDetached(call, {running.functions_url, FunctionId("sweep")}, "{}");
  if (!started.ok())
    std::fprintf(stderr, "fotogal: sweep was not started: %s: %s\n", started.error().code.c_str(),
                 started.error().message.c_str());
}

ReadyService ServiceOf(const UpOptions& options, const DataFolder& folder, const Running& running) {
  if (options.cloud_only)
    return {"An empty tenancy is ready at " + running.standin_url + "; settings: {\"data\": \"" +
                folder.path + "\"}",
            running.standin_url};
  const std::string url = PageUrl(running.port);
  return {"FotoGal is ready at " + url, url};
}

// Everything from starting the first process to the end of the last one.
oci::Status RunIn(const DataFolder& folder, const UpOptions& options,
                  const Provisioning& provisioning, const Listeners& listeners, Running& running,
                  const OnReady& on_ready) {
  Children children;
  terminal::WaitLine wait(stdout);
  const Startup start{options, provisioning, folder, children, wait};
  std::optional<ContainersOfRun> containers;
  std::unique_ptr<DevLoop> dev;
  std::string faults;
  if (!options.faults.empty()) {
    OCI_ASSIGN_OR_RETURN(faults, ReadFaults(options.faults));
  }
  if (options.dev) {
    OCI_ASSIGN_OR_RETURN(dev, DevLoop::Open(*options.dev, folder.Dev(), wait));
    running.live_functions = dev->links();
  }
  oci::Status outcome = oci::Ok();
  if (!options.image_prefix.empty() || options.cloud_only)
    outcome = containers.emplace(running).Watch();
  (void)InstallFaults(folder, {});  // a killed run may have left some
  if (outcome.ok()) outcome = StartAll(start, listeners, running);
  if (outcome.ok()) {
    if (options.demo && !options.cloud_only) Demonstrate(start, running);
    if (!faults.empty() && InstallFaults(folder, faults).ok())
      wait.Say("what " + options.faults + " says fails on purpose");
    if (!options.cloud_only && !running.function_config["FOTOGAL_MAIL_SENDER"].empty())
      wait.Say("mails are kept in " + folder.Mails() + "; fotogal mail shows them");
    wait.End();
    on_ready(ServiceOf(options, folder, running));
    if (dev) dev->Start();
    outcome = children.Watch(kSweepEvery, [&] {
      if (!options.cloud_only) Sweep(folder, running);
    });
  }
  dev.reset();
  wait.Begin("stopping");
  (void)InstallFaults(folder, {});
  children.StopAll(containers ? kContainersGrace : kGrace);
  if (containers) containers->Remove();  // containers that a killed gateway has left
  return outcome;
}

oci::Status RunUp(const DataFolder& folder, const UpOptions& options,
                  const Provisioning& provisioning, const OnReady& on_ready) {
  OCI_ASSIGN_OR_RETURN(const auto lock, FolderLock::Take(folder));
  OCI_ASSIGN_OR_RETURN(const auto listeners, Listen(options));
  Running running;
  OCI_ASSIGN_OR_RETURN(running.run_dir, MakeRunDir(folder));
  UpOptions resolved = options;
  if (resolved.specification.empty()) resolved.specification = DefaultSpecification();
  if (resolved.web.empty()) resolved.web = DefaultWebFolder();
  const auto outcome = RunIn(folder, resolved, provisioning, listeners, running, on_ready);
  std::error_code ignored;
  fs::remove_all(running.run_dir, ignored);
  fs::remove(folder.Run(), ignored);
  if (Children::StopRequested()) return oci::Ok();
  return outcome;
}

void ShowInBrowser(const ReadyService& service) {
  if (const auto opened = OpenInBrowser(service.url); !opened.ok()) Fail(opened.error());
}

oci::Status CheckWeb(const std::string& web) {
  if (web.empty()) return oci::Ok();
  if (!fs::is_directory(web))
    return oci::ConfigurationError("--web " + web + ": there is no such folder");
  for (const char* file : {"index.html", "publish.json"}) {
    if (!fs::exists(web + "/" + file))
      return oci::ConfigurationError("--web " + web + ": no built web client: it has no " + file);
  }
  return oci::Ok();
}

oci::Status RunInForeground(const DataFolder& folder, const UpOptions& options,
                            const Provisioning& provisioning) {
  return RunUp(folder, options, provisioning, [&](const ReadyService& service) {
    std::printf("%s\n", service.line.c_str());
    std::fflush(stdout);
    if (options.open) ShowInBrowser(service);
  });
}

oci::Status RunInBackground(const DataFolder& folder, const UpOptions& options,
                            const Provisioning& provisioning) {
  OCI_ASSIGN_OR_RETURN(const auto ready, RunDetached(folder.path, [&](const OnReady& on_ready) {
                         return RunUp(folder, options, provisioning, on_ready);
                       }));
  if (options.open) ShowInBrowser(ready);
  return oci::Ok();
}

}  // namespace

int Up(const UpOptions& options, const Provisioning& provisioning) {
  if (const auto web = CheckWeb(options.web); !web.ok()) return Fail(web.error());
  if (const auto budgets =
          fotogal::ReadBudgets(OfThisMachine("FOTOGAL_BUDGETS", kBudgetsOfOneMachine));
      !budgets.ok())
    return Fail(budgets.error());
  if (const auto names = fotogal::CheckVariableNames(oci::ProcessEnvironment()); !names.ok())
    return Fail(names.error());
  const auto folder = OpenDataFolder(options.data);
  if (!folder.ok()) return Fail(folder.error());
  const auto ran = options.detach ? RunInBackground(*folder, options, provisioning)
                                  : RunInForeground(*folder, options, provisioning);
  if (ran.ok()) return 0;
  RemoveUnused(*folder);
  return Fail(ran.error());
}

}  // namespace local
