// Requests of Oracle's own protocol to the stand-in: every one is answered, and each answer is one
// of the protocol. The tables are those of the recorded exchanges. They are made anew after some
// requests; a crash that does not come again with its own request alone needs those before it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/nosql/service.h"
#include "nosql/nson.h"
#include "nosql/protocol.h"

namespace {

using standin::nosql::Service;

constexpr int kRequestsOfAService = 50;

[[noreturn]] void Stop(const char* why) {
  std::fprintf(stderr, "wire_fuzz: %s\n", why);
  std::abort();
}

// The recorded requests up to the first write of a row: they make the tables.
std::vector<std::string> TableRequests() {
  std::vector<std::string> requests;
  std::ifstream file(FOTOGAL_SOURCE_DIR "/shared/nosql/testdata/exchanges.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto exchange = nlohmann::json::parse(line);
    if (exchange["label"] != "ddl") break;
    const std::string hex = exchange["request"];
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
      bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    requests.push_back(std::move(bytes));
  }
  if (requests.empty()) Stop("the recorded exchanges are missing");
  return requests;
}

std::string Ask(Service& service, std::string body) {
  standin::Request request{
      "POST",
      std::string(nosql::protocol::kPath),
      "",
      {{std::string(nosql::protocol::kCompartmentHeader), "ocid1.compartment.oc1..test"}},
      std::move(body)};
  return service.Handle(request).body;
}

std::unique_ptr<Service> NewService() {
  static const auto kTables = TableRequests();
  const std::chrono::system_clock::time_point now(std::chrono::seconds(1795262400));
  auto service = Service::Open({":memory:", [now] { return now; }});
  if (!service.ok()) Stop("the service cannot be opened");
  for (const auto& request : kTables) Ask(**service, request);
  return std::move(*service);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::unique_ptr<Service> service;
  static int requests = 0;
  if (requests++ % kRequestsOfAService == 0) service = NewService();
  std::string body(nosql::protocol::kVersionBytes);
  body.append(reinterpret_cast<const char*>(data), size);
  const auto answer = nosql::nson::Decode(Ask(*service, std::move(body)));
  if (!answer.ok() || answer->type != nosql::nson::Type::kMap) Stop("the answer is not NSON");
  return 0;
}
