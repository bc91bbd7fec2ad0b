#include "local/command/dev.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <sstream>

#include "common/files.h"
#include "common/unique_fd.h"
#include "local/running/manifest.h"

namespace local {
namespace {

std::string BuiltFunctions(const DevOptions& options) { return options.build + "/bin/functions"; }

std::set<std::string> Names(const DevOptions& options) {
  std::set<std::string> names;
  const auto functions = ReadManifest({}, BuiltFunctions(options));
  if (functions.ok())
    for (const auto& function : *functions) names.insert(function.name);
  return names;
}

// Each function is built by the target with its name.
oci::Result<std::vector<std::string>> BuildCommand(const DevOptions& options) {
  const auto cmake = FindProgram("cmake");
  if (!cmake) return oci::ConfigurationError("cmake is not installed: nothing can be built");
  std::vector<std::string> command = {*cmake, "--build", options.build, "--target"};
  OCI_ASSIGN_OR_RETURN(const auto functions, ReadManifest({}, BuiltFunctions(options)));
  for (const auto& function : functions) command.push_back(function.name);
  return command;
}

// The exit status; -1 also when `stop` becomes readable: then the process was ended.
int AwaitEnd(pid_t pid, int stop) {
  const common::UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  pollfd awaited[2] = {{process.get(), POLLIN, 0}, {stop, POLLIN, 0}};
  while (poll(awaited, 2, -1) <= 0) continue;
  const bool stopped = awaited[1].revents != 0;
  if (stopped) kill(-pid, SIGTERM);  // the process leads a group, so this ends compilers too
  int status = 0;
  waitpid(pid, &status, 0);
  return !stopped && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// The compiler names files relative to the build folder; this makes them relative to the sources.
std::string FromSources(std::string errors, const DevOptions& options) {
  std::error_code error;
  const auto way = std::filesystem::relative(options.sources, options.build, error).string() + "/";
  if (error || !way.starts_with("..")) return errors;
  for (size_t at = 0; (at = errors.find(way, at)) != std::string::npos;)
    errors.erase(at, way.size());
  return errors;
}

// The error is the output of the build that matters; all of it is in build.txt of the folder.
oci::Status Build(const DevOptions& options, const std::string& folder, int stop) {
  OCI_ASSIGN_OR_RETURN(auto command, BuildCommand(options));
  Program program;
  program.arguments = std::move(command);
  program.environment = OwnEnvironment();
  program.log_path = folder + "/build.txt";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  std::filesystem::remove(program.log_path, ignored);
  Spawner spawner;
  OCI_ASSIGN_OR_RETURN(const auto pid, spawner.Start(program));
  if (AwaitEnd(pid, stop) == 0) return oci::Ok();
  const std::string log = common::ReadFile(program.log_path).value_or("");
  return oci::ConfigurationError(FromSources(ErrorsIn(log), options));
}

std::string Joined(const std::vector<std::string>& words) {
  constexpr size_t kMost = 5;
  std::string text;
  for (size_t i = 0; i < std::min(words.size(), kMost); ++i)
    text += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > kMost) text += " and " + std::to_string(words.size() - kMost) + " more";
  return text;
}

}  // namespace

std::string ErrorsIn(const std::string& build_output) {
  std::istringstream lines(build_output);
  std::string errors;
  bool is_command = false;
  for (std::string line; std::getline(lines, line);) {
    const bool is_progress =
        line.size() > 1 && line[0] == '[' && std::isdigit(static_cast<unsigned char>(line[1]));
    const bool leave_out = is_progress || is_command;
    is_command = line.starts_with("FAILED: ");  // the next line is its command
    if (!leave_out) errors += line + "\n";
  }
  while (errors.ends_with('\n')) errors.pop_back();
  return errors;
}

std::set<std::string> FunctionsOf(const std::vector<std::string>& sources,
                                  const std::set<std::string>& functions) {
  std::set<std::string> found;
  for (const auto& source : sources) {
    const std::filesystem::path path(source);
    const auto name = path.parent_path().filename().string();
    if (path.parent_path().parent_path() != "functions" || !functions.contains(name)) return {};
    found.insert(name);
  }
  return found;
}

oci::Result<std::unique_ptr<DevLoop>> DevLoop::Open(const DevOptions& options,
                                                    const std::string& folder,
                                                    terminal::WaitLine& wait) {
  DevOptions resolved = options;
  if (resolved.sources.empty()) resolved.sources = SourceFolder();
  if (resolved.build.empty()) resolved.build = BuildFolder();
  // Watching begins before the build: what changes meanwhile is built once more.
  OCI_ASSIGN_OR_RETURN(auto watch, SourceWatch::Open(resolved.sources));
  const std::string manifest = BuiltFunctions(resolved) + "/manifest.json";
  if (!std::filesystem::exists(manifest))
    return oci::ConfigurationError("--build " + resolved.build +
                                   ": no build of FotoGal: " + manifest + " is not there");
  common::UniqueFd stop(eventfd(0, EFD_CLOEXEC));
  wait.Begin("building the functions");
  const auto built = Build(resolved, folder, stop.get());
  if (!built.ok()) return oci::ConfigurationError("the build has failed\n" + built.error().message);
  OCI_ASSIGN_OR_RETURN(auto functions,
                       LiveFunctions::Open(folder + "/functions", BuiltFunctions(resolved)));
  return std::unique_ptr<DevLoop>(new DevLoop(std::move(resolved), folder, wait, std::move(watch),
                                              std::move(functions), std::move(stop)));
}

DevLoop::~DevLoop() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(stop_.get(), &one, sizeof one);
  if (thread_.joinable()) thread_.join();
}

void DevLoop::Start() {
  wait_.Say("watching " + options_.sources + ": what changes is built and swapped");
  thread_ = std::thread([this] { Run(); });
}

void DevLoop::Run() {
  constexpr std::chrono::milliseconds kQuiet{100};  // editors write several times for one change
  for (;;) {
    const auto changed = watch_.Await(stop_.get(), kQuiet);
    if (changed.empty()) return;
    wait_.Say("changed: " + Joined(changed));
    changed_.insert(changed_.end(), changed.begin(), changed.end());
    wait_.Begin("building");
    Renew();
    wait_.End();
  }
}

void DevLoop::Renew() {
  const auto built = Build(options_, folder_, stop_.get());
  pollfd stopped{stop_.get(), POLLIN, 0};
  if (poll(&stopped, 1, 0) > 0) return;
  if (!built.ok())
    return wait_.Say("the build has failed; what ran before goes on\n" + built.error().message);
  const auto swapped = functions_.ServeChanged(FunctionsOf(changed_, Names(options_)));
  if (!swapped.ok()) return wait_.Say("not swapped: " + swapped.error().message);
  changed_.clear();
  wait_.Say(swapped->empty() ? "built: no function differs" : "swapped: " + Joined(*swapped));
}

}  // namespace local
