// Starting, stopping, killing and restarting.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "common/rfc3339.h"
#include "tests/support/running_service.h"
#include "tests/support/test_cloud.h"

using namespace tests;

namespace {

struct TemporaryFolder {
  TemporaryFolder() {
    char pattern[] = "/tmp/fotogal-life-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string path;
};

struct Ran {
  int status;
  std::string output;
};

Ran Run(const std::string& arguments) {
  const std::string command = FOTOGAL_BIN_DIR "/fotogal " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  for (size_t count; (count = fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
    output.append(buffer, count);
  return {WEXITSTATUS(pclose(pipe)), output};
}

// The response at another address of this machine; "000": nobody listens there.
std::string StatusAt(const std::string& address, int port, const std::string& host) {
  const std::string url = "http://" + address + ":" + std::to_string(port) + "/v1/health";
  FILE* pipe =
      popen(("curl -s -o /dev/null -w '%{http_code}' -H 'Host: " + host + "' " + url).c_str(), "r");
  char code[4] = {};
  const auto count = fread(code, 1, 3, pipe);
  pclose(pipe);
  return {code, count};
}

long Lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

TEST_CASE("others reach it when all addresses are asked for, and as localhost only") {
  const bool all = GENERATE(false, true);
  RunningService service(
      {all ? std::vector<std::string>{"--all-addresses"} : std::vector<std::string>{}, ""});
  CHECK(StatusAt("127.0.0.1", service.port(), "localhost") == "200");
  CHECK(StatusAt("127.0.0.2", service.port(), "localhost:8080") == (all ? "200" : "000"));
  CHECK(StatusAt("127.0.0.2", service.port(), "photos.example") == (all ? "421" : "000"));
}

TEST_CASE("SIGTERM or Ctrl-C stops everything and leaves no process") {
  const int signal = GENERATE(SIGTERM, SIGINT);
  INFO("signal " << signal);
  RunningService service;
  Client::SignUp(service, "ann");
  std::vector<pid_t> all;
  for (const char* name : {"gateway", "stand-in", "signup", "health"}) {
    const auto pids = service.Processes(name);
    CHECK_FALSE(pids.empty());
    all.insert(all.end(), pids.begin(), pids.end());
  }
  // Whoever does not end in the time that is given to each is killed: Stop comes back.
  CHECK(service.Stop(signal) == 0);
  CHECK(StatusAt("127.0.0.1", service.port(), "localhost") == "000");
  for (const pid_t pid : all) CHECK(kill(pid, 0) != 0);
}

TEST_CASE("killing the supervisor leaves no process either") {
  RunningService service;
  std::vector<pid_t> all = service.Processes("gateway");
  for (const char* name : {"stand-in", "health"}) {
    for (const pid_t pid : service.Processes(name)) all.push_back(pid);
  }
  REQUIRE(all.size() >= 3);
  kill(service.pid(), SIGKILL);
  for (const pid_t pid : all) CHECK(Eventually([&] { return kill(pid, 0) != 0; }));
}

TEST_CASE("a taken port, a folder in use or not writable: one line, exit 1") {
  RunningService service;
  const auto port = Run("up --port " + std::to_string(service.port()) +
                        " --data /tmp/fotogal-unused-" + std::to_string(getpid()));
  CHECK(port.status == 1);
  CHECK(Lines(port.output) == 1);
  CHECK(port.output.find(std::to_string(service.port())) != std::string::npos);
  std::filesystem::remove_all("/tmp/fotogal-unused-" + std::to_string(getpid()));
  const auto folder = Run("up --port 0 --data " + service.data());
  CHECK(folder.status == 1);
  CHECK(Lines(folder.output) == 1);
  CHECK(folder.output.find("in use") != std::string::npos);
  for (const char* bad : {"/proc/nothing", "/dev/null/x"}) {
    const auto ran = Run(std::string("up --port 0 --data ") + bad);
    CHECK(ran.status == 1);
    CHECK(Lines(ran.output) == 1);
  }
}

TEST_CASE("everything acknowledged survives killing every process") {
  TemporaryFolder folder;
  std::string id, token;
  {
    RunningService service({{}, folder.path});
    const auto ann = Client::SignUp(service, "ann");
    token = ann.token;
    id = ann.Upload(SmallPng(9));
    std::vector<pid_t> all = {service.pid()};
    for (const char* name : {"gateway", "stand-in", "upload", "signup"}) {
      for (const pid_t pid : service.Processes(name)) all.push_back(pid);
    }
    for (const pid_t pid : all) kill(pid, SIGKILL);
    for (const pid_t pid : all)
      Eventually([&] { return pid == service.pid() || kill(pid, 0) != 0; });
  }
  RunningService again({{}, folder.path});
  const Client ann{&again, "ann", token};
  const auto there = ann.Send("GET", "/v1/images/" + id + "/content?size=original");
  CHECK(again.Send("GET", there.Header("Location")).body == SmallPng(9));
  CHECK(ann.Feed() == std::vector<std::string>{id});
}

TEST_CASE("a process that dies is started again and the service goes on") {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  const auto id = ann.Upload(SmallPng(1));
  for (const char* victim : {"image", "stand-in", "gateway"}) {
    ann.Send("GET", "/v1/images/" + id);
    const auto before = service.Processes(victim);
    REQUIRE_FALSE(before.empty());
    kill(before[0], SIGKILL);
    CHECK(Eventually([&] { return ann.Send("GET", "/v1/images/" + id).status == 200; }));
  }
}

// The folders for sockets of a gateway's functions: one for each process.
std::set<std::string> SocketFolders(const RunningService& service) {
  std::ifstream file(service.data() + "/run.json");
  std::set<std::string> folders;
  const std::string run_dir = Json::parse(file).at("run_dir");
  for (const auto& entry : std::filesystem::directory_iterator(run_dir))
    folders.insert(entry.path());
  return folders;
}

TEST_CASE("the sockets' folders of a killed gateway are gone when the next one answers") {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  for (int round = 0; round < 2; ++round) {
    REQUIRE(ann.Send("GET", "/v1/me").status == 200);
    const auto before = SocketFolders(service);
    REQUIRE_FALSE(before.empty());
    const auto gateway = service.Processes("gateway");
    REQUIRE(gateway.size() == 1);
    kill(gateway[0], SIGKILL);
    REQUIRE(Eventually([&] { return ann.Send("GET", "/v1/me").status == 200; }));
    for (const auto& folder : SocketFolders(service)) {
      INFO(folder);
      CHECK_FALSE(before.contains(folder));
    }
  }
}

TEST_CASE("invoke calls one function as somebody, over the Fn contract") {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  const auto id = ann.Upload(SmallPng(1));
  const std::string data = " --data " + service.data();
  const auto image =
      Run("invoke image --path /v1/images/" + id + " --as ann" + data + " </dev/null");
  CHECK(image.status == 0);
  CHECK(image.output.find("HTTP 200") != std::string::npos);
  CHECK(image.output.find(id) != std::string::npos);
  const auto raw = Run("invoke feed --path /v1/feed --as ann --raw" + data + " </dev/null");
  CHECK(raw.output.find("> Fn-Intent: httprequest") != std::string::npos);
  CHECK(raw.output.find("Fn-Http-Status: 200") != std::string::npos);
  const auto refused = Run("invoke feed" + data + " </dev/null");  // GET /v1/feed, its first route
  CHECK(refused.status == 1);
  CHECK(refused.output.find("HTTP 401") != std::string::npos);
  const auto json = Json::parse(Run("invoke feed --json --as ann" + data + " </dev/null").output);
  CHECK(json["status"] == 200);
  CHECK(json["headers"]["Content-Type"] == "application/json");
  CHECK(json["body"].contains("items"));
  const auto vague = Run("invoke comment" + data + " </dev/null");
  CHECK(vague.status == 1);
  CHECK(vague.output.find("comment answers /v1/images/{id}/comments: say which with --path") !=
        std::string::npos);
  // of a route that several functions share
  CHECK(Run("invoke notify --as ann" + data + " </dev/null").output.find("\"items\"") !=
        std::string::npos);
  CHECK(Run("invoke sweep --json" + data + " </dev/null").output.find("jobs_started") !=
        std::string::npos);
  const auto none = Run("invoke fed" + data + " </dev/null");
  CHECK(none.status == 1);
  CHECK(none.output == "fotogal: there is no function fed; did you mean feed?\n");
  CHECK(Run("logs fed" + data).output.find("; did you mean feed?") != std::string::npos);
  CHECK(Run("invoke feed --as nobody" + data + " </dev/null").status == 1);
  // The method is not GET, but what the first route accepts.
  const std::string body = service.data() + "/login.json";
  std::ofstream(body) << R"({"login":"ann","password":"wrong"})";
  const auto login = Json::parse(Run("invoke login --json" + data + " <" + body).output);
  CHECK(login["status"] == 401);
  const auto asked = Run("invoke login --method GET" + data + " </dev/null");
  CHECK(asked.output.find("HTTP 405") != std::string::npos);
  for (const char* job : {"fanout", "deletion", "export", "reconcile", "moderate", "authorize"}) {
    INFO(job);
    const auto bad = Run(std::string("invoke ") + job + data + " </dev/null");
    CHECK(bad.status == 1);
    CHECK(bad.output.find("bad_event") != std::string::npos);
  }
  const auto logs = Run("logs image --json" + data);
  CHECK(logs.output.find("\"function\":\"image\"") != std::string::npos);
  CHECK(Run("logs nothing" + data).status == 1);
}

TEST_CASE("every call leaves one JSON line: when, which, how it went, what it asked of the cloud") {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  const auto id = ann.Upload(SmallPng(1));
  const int statuses[] = {ann.Send("GET", "/v1/images/" + id).status,
                          ann.Send("GET", "/v1/images/none").status};
  REQUIRE(statuses[0] == 200);
  REQUIRE(statuses[1] == 404);
  std::vector<Json> lines;
  // The agent may write a line after the response was sent.
  const bool all_there = Eventually([&] {
    lines.clear();
    std::istringstream log(Run("logs image --json --data " + service.data()).output);
    for (std::string line; std::getline(log, line);) {
      const Json parsed = Json::parse(line, nullptr, false);
      if (parsed.is_object()) lines.push_back(parsed);
    }
    return lines.size() >= std::size(statuses);
  });
  REQUIRE(all_there);
  REQUIRE(lines.size() == std::size(statuses));
  CHECK(lines[0]["call_id"] != lines[1]["call_id"]);
  for (size_t i = 0; i < lines.size(); ++i) {
    const Json& line = lines[i];
    INFO(line.dump());
    const auto time = common::ParseRfc3339(line.at("time").get<std::string>());
    REQUIRE(time);
    const auto age = std::chrono::system_clock::now() - *time;
    CHECK(age > std::chrono::seconds(-1));
    CHECK(age < std::chrono::minutes(5));
    CHECK_FALSE(line.at("call_id").get<std::string>().empty());
    CHECK(line.at("function") == "image");
    CHECK(line.at("status") == statuses[i]);
    CHECK(line.at("duration_ms").get<int>() >= 0);
    CHECK(line.at("oci_retries") == 0);
    CHECK(line.at("write_units") == 0);
  }
  CHECK(lines[0].at("oci_calls").get<int>() > 0);
  CHECK(lines[0].at("oci_signatures").get<int>() >= 0);
  CHECK(lines[0].at("read_units").get<int>() > 0);
  CHECK(lines[0].size() == 10);
  CHECK(lines[1].at("code") == "not_found");
  // Each line names its source.
  const auto upload = Run("logs upload --json --data " + service.data()).output;
  INFO(upload);
  const auto start = std::min(upload.find('{'), upload.size());
  const Json written =
      Json::parse(upload.substr(start, upload.find('\n', start) - start), nullptr, false);
  REQUIRE(written.is_object());
  CHECK(written.at("write_units").get<int>() > 0);
}

TEST_CASE("a second NoSQL service can hold the tables") {
  RunningService tables;
  std::ifstream run(tables.data() + "/run.json");
  const std::string endpoint = Json::parse(run)["standin_url"];
  TemporaryFolder folder;
  std::filesystem::copy(tables.data() + "/principals", folder.path + "/principals",
                        std::filesystem::copy_options::recursive);
  RunningService service({{"--nosql-endpoint", endpoint}, folder.path});
  const auto ann = Client::SignUp(service, "ann");
  const auto id = ann.Upload(SmallPng(1));
  CHECK(ann.Feed() == std::vector<std::string>{id});
  // The rows are in that service, not here.
  const Client there{&tables, "ann", ann.token};
  CHECK(there.Feed() == std::vector<std::string>{id});
}

TEST_CASE("a changed specification changes the gateway without a rebuild") {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in");
  Json specification = Json::parse(file);
  auto& routes = specification["routes"];
  const auto page = std::find_if(routes.begin(), routes.end(),
                                 [](const Json& route) { return route["path"] == "/v1/{path*}"; });
  REQUIRE(page != routes.end());
  Json greeting = *page;  // the gateway itself answers
  greeting["path"] = "/v1/greeting";
  greeting["backend"]["status"] = 200;
  greeting["backend"]["body"] = "hello";
  // in place of another one, because a deployment has 50 at most
  *std::find_if(routes.begin(), routes.end(),
                [](const Json& route) { return route["path"] == "/v1/suggestions"; }) = greeting;
  TemporaryFolder folder;
  const std::string path = folder.path + "/deployment.json";
  std::ofstream(path) << specification.dump();
  {
    RunningService service({{"--specification", path}, ""});
    CHECK(service.Send("GET", "/v1/greeting").body == "hello");
    CHECK(service.Send("GET", "/v1/health").status == 200);
  }
  specification["unknown"] = 1;
  std::ofstream(path) << specification.dump();
  const auto refused = Run("up --port 0 --data " + folder.path + "/data --specification " + path);
  CHECK(refused.status == 1);
  CHECK(Lines(refused.output) == 1);
  CHECK(refused.output.find("unknown key unknown") != std::string::npos);
}
