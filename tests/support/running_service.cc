#include "tests/support/running_service.h"

#include <fcntl.h>
#include <httplib.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "common/ascii.h"

extern char** environ;

namespace tests {
namespace {

namespace fs = std::filesystem;

// Reads the child's output up to the line with the port.
int AwaitReady(int output) {
  std::string text;
  char buffer[1024];
  constexpr std::string_view kReady = "FotoGal is ready at http://localhost:";
  for (;;) {
    const auto count = read(output, buffer, sizeof(buffer));
    if (count <= 0) throw std::runtime_error("fotogal up ended before it was ready: " + text);
    text.append(buffer, static_cast<size_t>(count));
    const auto at = text.find(kReady);
    if (at != std::string::npos && text.find('\n', at) != std::string::npos)
      return std::stoi(text.substr(at + kReady.size()));
  }
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(parent) + "/task")) {
    std::ifstream list(task.path() / "children");
    for (pid_t child; list >> child;) children.push_back(child);
  }
  return children;
}

// The process of the function in the container that a `podman run` has started; 0: not yet.
pid_t ProcessInContainer(const std::string& command) {
  constexpr std::string_view kName = " --name=";
  const auto start = command.find(kName) + kName.size();
  const std::string name = command.substr(start, command.find(' ', start) - start);
  FILE* pipe =
      popen(("podman inspect --format '{{.State.Pid}}' " + name + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  pid_t pid = 0;
  if (fscanf(pipe, "%d", &pid) != 1) pid = 0;
  pclose(pipe);
  return pid;
}

std::string CommandLine(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  std::string text;
  std::getline(file, text, '\n');
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

}  // namespace

std::string HttpReply::Code() const {
  const Json parsed = json();
  const auto code = parsed.is_object() ? parsed.find("code") : parsed.end();
  // the gateway's own errors have numbers
  return code != parsed.end() && code->is_string() ? code->get<std::string>() : "";
}

std::string HttpReply::Header(const std::string& name) const {
  const auto found = headers.find(common::Lower(name));
  return found == headers.end() ? "" : found->second;
}

RunningService::RunningService(Options options) : data_(options.data) {
  if (data_.empty()) {
    char pattern[] = "/tmp/fotogal-data-XXXXXX";
    data_ = mkdtemp(pattern);
    own_data_ = true;
  }
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  std::vector<std::string> arguments = {
      FOTOGAL_BIN_DIR "/fotogal", "up", "--port", "0", "--data", data_};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  if (const char* more = std::getenv("FOTOGAL_UP_ARGUMENT")) arguments.emplace_back(more);
  // All people in a test have the same address, so the limit of sign-ups is raised.
  setenv("FOTOGAL_BUDGETS", "signups=10000/20000", 0);
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  const int failed = posix_spawn(&pid_, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  if (failed != 0) throw std::runtime_error("cannot start fotogal");
  try {
    port_ = AwaitReady(output[0]);
  } catch (...) {
    close(output[0]);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
    throw;
  }
  close(output[0]);
}

RunningService::~RunningService() {
  if (pid_ != 0) Stop();
  std::error_code ignored;
  if (own_data_) fs::remove_all(data_, ignored);
}

int RunningService::Stop(int signal) {
  kill(pid_, signal);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<pid_t> RunningService::Processes(const std::string& name) const {
  std::vector<pid_t> found;
  for (const pid_t child : ChildrenOf(pid_)) {
    const std::string command = CommandLine(child);
    if (name == "stand-in" && command.find(" stand-in ") != std::string::npos)
      found.push_back(child);
    if (command.find(" serve ") == std::string::npos) continue;
    if (name == "gateway") found.push_back(child);
    for (const pid_t function : ChildrenOf(child)) {
      const std::string started = CommandLine(function);
      if (started.find("/functions/" + name + " ") != std::string::npos) found.push_back(function);
      if (started.find(" --name=fotogal-" + name + "-") == std::string::npos) continue;
      if (const pid_t inside = ProcessInContainer(started); inside != 0) found.push_back(inside);
    }
  }
  return found;
}

void RunningService::AwaitHealthy() const {
  if (!Eventually([&] { return Send("GET", "/v1/health").status == 200; }))
    throw std::runtime_error("not healthy");
}

namespace {

// Failed log-ins lock the address that they come from, so each request comes from another address.
std::string OwnAddress() {
  static std::atomic<unsigned> sent{0};
  const unsigned number = sent++;
  return "127." + std::to_string(1 + number / 200 % 200) + ".0." + std::to_string(1 + number % 200);
}

}  // namespace

HttpReply RunningService::Send(const std::string& method, const std::string& target,
                               const std::string& body, const std::string& content_type,
                               const HeaderMap& headers) const {
  httplib::Client client("127.0.0.1", port_);
  client.set_read_timeout(60);
  client.set_interface(OwnAddress());
  httplib::Request request;
  request.method = method;
  request.path = target;
  request.body = body;
  for (const auto& [name, value] : headers) request.headers.emplace(name, value);
  if (!content_type.empty()) request.headers.emplace("Content-Type", content_type);
  auto result = client.send(request);
  HttpReply reply;
  if (!result) return reply;
  reply.status = result->status;
  for (const auto& [name, value] : result->headers)
    reply.headers.emplace(common::Lower(name), value);
  reply.body = std::move(result->body);
  return reply;
}

namespace {

bool IsForLater(int status) {
  return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
}

}  // namespace

HttpReply RunningService::SendPatiently(const std::string& method, const std::string& target,
                                        const std::string& body, const std::string& content_type,
                                        const HeaderMap& headers) const {
  using std::chrono::milliseconds;
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  for (milliseconds pause(50);; pause = std::min(pause * 2, milliseconds(1000))) {
    auto reply = Send(method, target, body, content_type, headers);
    if (!IsForLater(reply.status) || std::chrono::steady_clock::now() >= until) return reply;
    const auto told = reply.Header("Retry-After");
    if (!told.empty()) pause = std::chrono::seconds(std::stoi(told));
    if (std::chrono::steady_clock::now() + pause > until) return reply;
    std::this_thread::sleep_for(pause);
  }
}

Json SignUpForm(const std::string& username, bool is_private) {
  return {{"email", username + "@example.com"},
          {"full_name", "Name of " + username},
          {"username", username},
          {"password", "password of " + username},
          {"is_private", is_private}};
}

Client Client::SignUp(const RunningService& service, const std::string& username, bool is_private) {
  const Json form = SignUpForm(username, is_private);
  auto reply = service.SendPatiently("POST", "/v1/users", form.dump(), "application/json");
  if (reply.status == 409) {
    reply = service.SendPatiently("POST", "/v1/login",
                                  Json{{"login", username}, {"password", form["password"]}}.dump(),
                                  "application/json");
  }
  if (reply.status != 201 && reply.status != 200)
    throw std::runtime_error("sign-up: " + std::to_string(reply.status) + " " + reply.body);
  return {&service, username, reply.json()["token"]};
}

HttpReply Client::Send(const std::string& method, const std::string& target,
                       const std::string& body, const std::string& content_type,
                       HeaderMap headers) const {
  headers.emplace("Authorization", "Bearer " + token);
  return service->Send(method, target, body, content_type, headers);
}

HttpReply Client::SendPatiently(const std::string& method, const std::string& target,
                                const std::string& body, const std::string& content_type,
                                HeaderMap headers) const {
  headers.emplace("Authorization", "Bearer " + token);
  return service->SendPatiently(method, target, body, content_type, headers);
}

std::string Client::Upload(const std::string& bytes) const {
  static std::atomic<int> uploads{0};
  const auto reply = SendPatiently("POST", "/v1/images", bytes, "image/png",
                                   {{"Idempotency-Key", "upload-" + std::to_string(++uploads)}});
  if (reply.status != 201)
    throw std::runtime_error("upload: " + std::to_string(reply.status) + " " + reply.body);
  return reply.json()["id"];
}

std::vector<std::string> Client::Feed() const {
  std::vector<std::string> ids;
  const Json page = SendPatiently("GET", "/v1/feed?limit=100").json();
  for (const auto& item : page.at("items")) ids.push_back(item.at("id"));
  return ids;
}

}  // namespace tests
