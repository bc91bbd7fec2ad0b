#include "local/agent/agent.h"

#include <sys/wait.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "fdk/fdk.h"

namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    char pattern[] = "/tmp/agent-test-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { fs::remove_all(path); }
  std::string path;
};

local::Agent::Options OptionsFor(const Folder& folder) {
  local::FunctionSpec spec;
  spec.name = "probe";
  spec.id = "ocid1.fnfunc.oc1..probe";
  spec.executable = FOTOGAL_BIN_DIR "/agent_probe";
  spec.timeout = std::chrono::seconds(2);
  spec.config = {{"GREETING", "hi"}};
  local::Agent::Options options;
  options.functions = {spec};
  options.run_dir = folder.path;
  options.log_dir = folder.path;
  return options;
}

constexpr const char* kProbe = "ocid1.fnfunc.oc1..probe";

oci::HttpResponse Say(local::Agent& agent, const std::string& body) {
  return agent.Invoke(kProbe, {{}, body});
}

}  // namespace

TEST_CASE("a function is started on demand and kept for the next call") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  const auto first = Say(agent, "pid");
  REQUIRE(first.status == 200);
  CHECK(Say(agent, "pid").body == first.body);
  CHECK(Say(agent, "env GREETING").body == "hi");
}

TEST_CASE("an unknown function is 404") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  CHECK(agent.Invoke("ocid1.fnfunc.oc1..other", {}).status == 404);
  CHECK(agent.InvokeDetached("ocid1.fnfunc.oc1..other", {}).status == 404);
}

TEST_CASE("calls at the same time have a process each, and a crash of one fails no other") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  oci::HttpResponse waiting, crashed;
  std::thread waiter([&] { waiting = Say(agent, "wait " + folder.path + "/gate"); });
  while (!fs::exists(folder.path + "/gate.entered")) std::this_thread::yield();
  crashed = Say(agent, "crash");
  const auto next = Say(agent, "pid");
  std::ofstream(folder.path + "/gate").put('x');
  waiter.join();
  CHECK(crashed.status == 502);
  CHECK(next.status == 200);
  CHECK(waiting.status == 200);
  CHECK(waiting.body != next.body);
}

TEST_CASE("a call that is to be killed is, and the next one has a new process") {
  Folder folder;
  auto options = OptionsFor(folder);
  std::atomic<int> after_ms = -1;
  options.kills_after = [&](const std::string& name) -> std::optional<std::chrono::milliseconds> {
    CHECK(name == "probe");
    if (after_ms < 0) return std::nullopt;
    return std::chrono::milliseconds(after_ms);
  };
  local::Agent agent(std::move(options));
  const auto first = Say(agent, "pid");
  after_ms = 60'000;  // the call ends before, and the process stays
  CHECK(Say(agent, "pid").body == first.body);
  after_ms = 1;
  CHECK(Say(agent, "wait " + folder.path + "/gate").status == 502);
  after_ms = -1;
  const auto next = Say(agent, "pid");
  CHECK(next.status == 200);
  CHECK(next.body != first.body);
}

TEST_CASE("a process that died while idle costs the next caller nothing") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  const pid_t pid = std::stoi(Say(agent, "pid").body);
  REQUIRE(kill(pid, SIGKILL) == 0);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) == 0);
  const auto next = Say(agent, "pid");
  CHECK(next.status == 200);
  CHECK(next.body != std::to_string(pid));
}

TEST_CASE("a handler that throws leaves its process; the caller gets 502") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  const auto pid = Say(agent, "pid").body;
  CHECK(Say(agent, "throw").status == 502);
  CHECK(Say(agent, "pid").body == pid);
}

TEST_CASE("a call past its deadline is 504 and the next one is served") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  CHECK(Say(agent, "wait " + folder.path + "/never").status == 504);
  CHECK(Say(agent, "pid").status == 200);
}

TEST_CASE("a handler that hangs costs no other call anything") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  const auto pid = Say(agent, "pid").body;
  CHECK(Say(agent, "hang").status == 504);
  const auto next = Say(agent, "pid");
  CHECK(next.status == 200);
  CHECK(next.body != pid);
  siginfo_t ended{};
  CHECK(waitid(P_PID, static_cast<id_t>(std::stoi(pid)), &ended, WEXITED | WNOWAIT) == 0);
  CHECK(ended.si_status == 1);
}

TEST_CASE("of more calls than may wait some are refused at once, and told when to come again") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.functions[0].timeout = std::chrono::seconds(60);
  options.max_instances = 1;
  options.max_waiting = 1;
  local::Agent agent(options);
  const std::string gate = folder.path + "/gate";
  std::vector<oci::HttpResponse> answers(3);
  std::vector<std::thread> callers;
  callers.emplace_back([&] { answers[0] = Say(agent, "wait " + gate); });
  while (!fs::exists(gate + ".entered")) std::this_thread::yield();
  std::atomic<int> answered = 0;
  for (size_t i = 1; i < answers.size(); ++i) {
    callers.emplace_back([&, i] {
      answers[i] = Say(agent, "pid");
      ++answered;
    });
  }
  while (answered == 0) std::this_thread::yield();
  std::ofstream(gate).put('x');
  for (auto& caller : callers) caller.join();
  CHECK(answers[0].status == 200);
  const auto& refused = answers[1].status == 503 ? answers[1] : answers[2];
  const auto& served = answers[1].status == 503 ? answers[2] : answers[1];
  CHECK(served.status == 200);
  CHECK(refused.status == 503);
  CHECK(oci::FindHeader(refused.headers, "Retry-After") == "1");
}

TEST_CASE("a call that cannot begin within the function's time is 503, and has not been begun") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.functions[0].timeout = std::chrono::seconds(1);
  options.max_instances = 0;
  local::Agent agent(options);
  const auto refused = Say(agent, "pid");
  CHECK(refused.status == 503);
  CHECK(oci::FindHeader(refused.headers, "Retry-After") == "1");
}

TEST_CASE("a process that is stopped by SIGSTOP is killed at the deadline") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  CHECK(Say(agent, "stop").status == 504);
  CHECK(Say(agent, "pid").status == 200);
}

TEST_CASE("idle processes end") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.idle_timeout = std::chrono::seconds(0);
  local::Agent agent(options);
  const pid_t pid = std::stoi(Say(agent, "pid").body);
  while (kill(pid, 0) == 0)
    std::this_thread::yield();  // if it never happens, the time limit of the test ends this
  CHECK(Say(agent, "pid").status == 200);
}

TEST_CASE("an executable that exits at start is reported, not waited for") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.functions[0].executable = "/bin/false";
  local::Agent agent(options);
  CHECK(Say(agent, "pid").status == 502);
}

TEST_CASE("stopping kills what does not end by itself and leaves no process") {
  Folder folder;
  auto agent = std::make_unique<local::Agent>(OptionsFor(folder));
  const pid_t idle = std::stoi(Say(*agent, "pid").body);
  std::thread waiter([&] { Say(*agent, "wait " + folder.path + "/gate"); });
  while (!fs::exists(folder.path + "/gate.entered")) std::this_thread::yield();
  agent->Stop(std::chrono::milliseconds(100));
  waiter.join();
  CHECK(kill(idle, 0) != 0);
}

TEST_CASE("an instance that is starting when the agent stops gets no call and ends") {
  Folder folder;
  const std::string gate = folder.path + "/start", script = folder.path + "/slow-probe";
  std::ofstream(script) << "#!/bin/sh\ntouch " << gate << ".entered; until [ -e " << gate
                        << " ]; do sleep 0.01; done; exec " FOTOGAL_BIN_DIR "/agent_probe\n";
  fs::permissions(script, fs::perms::owner_all);
  auto options = OptionsFor(folder);
  options.functions[0].executable = script;
  options.functions[0].detached_timeout = std::chrono::hours(1);
  local::Agent agent(options);
  const std::string order = "wait " + folder.path + "/never";
  CHECK(agent.InvokeDetached(kProbe, {{}, order}).status == 202);
  while (!fs::exists(gate + ".entered")) std::this_thread::yield();
  std::thread stopper([&] { agent.Stop(std::chrono::milliseconds(0)); });
  while (agent.InvokeDetached(kProbe, {{}, order}).status != 503) std::this_thread::yield();
  std::ofstream(gate) << "go";
  stopper.join();  // this must not take an hour
  CHECK_FALSE(fs::exists(folder.path + "/never.entered"));
}

namespace {

// Functions that are looked up, as in a tenancy.
struct Directory {
  explicit Directory(const Folder& folder) : options(OptionsFor(folder)) {
    spec = options.functions[0];
    options.functions.clear();
    options.find =
        [this](const std::string& id) -> oci::Result<std::optional<local::FunctionSpec>> {
      const std::lock_guard lock(mutex);
      ++looks;
      if (!reachable) return oci::ConfigurationError("nobody answers");
      if (id != spec.id) return std::optional<local::FunctionSpec>();
      return std::optional(spec);
    };
  }
  local::Agent::Options options;
  local::FunctionSpec spec;
  void Greet(const std::string& word) {
    const std::lock_guard lock(mutex);
    spec.config["GREETING"] = word;
  }
  bool reachable = true;
  std::mutex mutex;
  std::atomic<int> looks = 0;
};

}  // namespace

TEST_CASE("a function that is looked up is kept while it stays the same") {
  Folder folder;
  Directory directory(folder);
  local::Agent agent(directory.options);
  CHECK(agent.Invoke("ocid1.fnfunc.oc1..other", {}).status == 404);
  const auto pid = Say(agent, "pid").body;
  CHECK(Say(agent, "pid").body == pid);
  directory.reachable = false;  // the result of the last look-up is used
  CHECK(Say(agent, "pid").body == pid);
}

TEST_CASE(
    "a changed configuration holds from the next call on; the call under way ends as it began") {
  Folder folder;
  Directory directory(folder);
  local::Agent agent(directory.options);
  const pid_t idle = std::stoi(Say(agent, "pid").body);
  oci::HttpResponse waiting;
  std::thread waiter([&] { waiting = Say(agent, "wait " + folder.path + "/gate"); });
  while (!fs::exists(folder.path + "/gate.entered")) std::this_thread::yield();
  directory.spec.config["GREETING"] = "olá";
  CHECK(Say(agent, "env GREETING").body == "olá");
  std::ofstream(folder.path + "/gate").put('x');
  waiter.join();
  CHECK(waiting.status == 200);
  while (kill(idle, 0) == 0) std::this_thread::yield();
  CHECK(Say(agent, "env GREETING").body == "olá");
}

TEST_CASE("a call that waits for an instance while its function changes runs as it is then") {
  Folder folder;
  Directory directory(folder);
  directory.options.max_instances = 1;
  local::Agent agent(directory.options);
  const std::string gate = folder.path + "/gate";
  oci::HttpResponse busy, waiting;
  std::thread first([&] { busy = Say(agent, "wait " + gate); });
  while (!fs::exists(gate + ".entered")) std::this_thread::yield();
  const int looks = directory.looks;
  std::thread second([&] { waiting = Say(agent, "env GREETING"); });
  while (directory.looks == looks) std::this_thread::yield();  // it was looked up before the change
  directory.Greet("changed");
  CHECK(Say(agent, "env GREETING").body == "changed");
  second.join();  // it does not wait for the old instance
  std::ofstream(gate).put('x');
  first.join();
  CHECK(busy.status == 200);
  CHECK(waiting.body == "changed");
}

TEST_CASE("what runs of a function and how its calls went is told") {
  Folder folder;
  local::Agent agent(OptionsFor(folder));
  auto reports = agent.Report();
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].name == "probe");
  CHECK(reports[0].instances.empty());
  CHECK(reports[0].counts.calls == 0);
  const auto pid = std::stoi(Say(agent, "pid").body);
  std::thread waiter([&] { Say(agent, "wait " + folder.path + "/gate"); });
  while (!fs::exists(folder.path + "/gate.entered")) std::this_thread::yield();
  reports = agent.Report();
  REQUIRE(reports[0].instances.size() == 1);
  CHECK(reports[0].instances[0].pid == pid);
  CHECK(reports[0].instances[0].state == "busy");
  CHECK_FALSE(reports[0].instances[0].is_container);
  std::ofstream(folder.path + "/gate").put('x');
  waiter.join();
  CHECK(Say(agent, "throw").status == 502);
  reports = agent.Report();
  CHECK(reports[0].instances[0].state == "idle");
  CHECK(reports[0].counts.calls == 3);
  CHECK(reports[0].counts.failures == 1);
  REQUIRE(reports[0].counts.last_failure);
  CHECK(reports[0].counts.last_failure->status == 502);
  CHECK(reports[0].counts.last_failure->message == "function failed");
}
