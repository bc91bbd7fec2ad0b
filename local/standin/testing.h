// For tests of this folder.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "local/standin/in_process.h"
#include "local/standin/service.h"
#include "oci/client.h"
#include "oci/crypto.h"

namespace standin::testing {

// An empty folder that is removed with this object.
class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("standin-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string Header(const Response& response, std::string_view name) {
  return std::string(oci::FindHeader(response.headers, name));
}
inline std::string Code(const Response& response) {
  const auto body = nlohmann::json::parse(response.body, nullptr, false);
  return body.is_object() ? body.value("code", "") : "";
}

// Answers every request of the NoSQL client so that it can continue.
inline Response FakeNoSql(const Request& request) {
  const char* body =
      R"({"items":[],"statement":"cHJlcGFyZWQ=","version":"dg==","isSuccess":true,"status":"SUCCEEDED","value":{"id":1},"name":"t","schema":{"primaryKey":["id"]}})";
  const bool table_operation = request.body.find("ddlStatement") != std::string::npos ||
                               request.body.find("tableLimits") != std::string::npos;
  return {table_operation ? 202 : 200, {{"etag", "dg=="}, {"opc-work-request-id", "w"}}, body};
}

// The address at which the functions of CloudBench run.
inline constexpr const char* kInvokeUrl = "http://functions.test";

// A cloud in a folder of its own, with a clock that the test moves, and clients for it.
struct CloudBench {
  CloudBench() { Open(); }
  void Open() {
    Cloud::Options options;
    options.folder = folder.path();
    options.nosql = FakeNoSql;
    options.public_url = "http://127.0.0.1:1";
    options.invoke_url = invoke_url;
    options.clock = [this] { return now + service_skew; };
    options.random = SystemRandom();
    options.schedule_times_an_hour = schedule_times_an_hour;
    cloud = Cloud::Open(std::move(options)).value();
    transport = std::make_shared<InProcessTransport>(
        [this](const Request& request) { return Handle(request); });
  }
  // Handled by the cloud; at the address of the functions, by any function.
  Response Handle(const Request& request) {
    if (oci::FindHeader(request.headers, "host") != "functions.test") return cloud->Handle(request);
    if (auto refusal = cloud->Refuse(request)) return std::move(*refusal);
    return {200, {}, "called"};
  }
  oci::Environment environment() const {
    return [variables = cloud->principals().ResourcePrincipalEnvironment()](
               const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      if (found == variables.end()) return std::nullopt;
      return found->second;
    };
  }
  // A requester that signs as functions do; requests go through `by`, or directly to the cloud.
  std::shared_ptr<oci::Requester> NewRequester(std::shared_ptr<oci::Transport> by = nullptr) {
    auto clock = [this] { return now; };
    return RequesterFor(oci::ResourcePrincipal(environment(), clock).value(), std::move(by));
  }
  std::shared_ptr<oci::Requester> RequesterFor(
      std::shared_ptr<oci::CredentialsProvider> credentials,
      std::shared_ptr<oci::Transport> by = nullptr) {
    auto dependencies =
        oci::ProcessDependencies(by ? std::move(by) : transport, std::move(credentials));
    dependencies.clock = [this] { return now; };
    dependencies.sleep = [](std::chrono::milliseconds) {};
    return std::make_shared<oci::Requester>(std::move(dependencies));
  }
  oci::Call NewCall() {
    return oci::Call([this] { return now; }, now + std::chrono::seconds(30));
  }

  Folder folder;
  std::string invoke_url = kInvokeUrl;
  oci::TimePoint now{std::chrono::seconds(1795269600)};
  std::chrono::seconds service_skew{0};
  size_t schedule_times_an_hour = 60;  // set it before Open
  std::unique_ptr<Cloud> cloud;
  std::shared_ptr<InProcessTransport> transport;
};

}  // namespace standin::testing
