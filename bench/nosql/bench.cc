// Measures clients of NoSQL against one stand-in:
// `bench_nosql DATA CLIENT NODE_SCRIPT DRIVER_VERSION OUTPUT`. Run by bench/nosql/run; DATA is the
// data folder of a `fotogal up --cloud-only` that runs.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <list>
#include <stdexcept>

#include "bench/figures/figures.h"
#include "bench/nosql/process.h"
#include "bench/nosql/report.h"
#include "bench/nosql/workload.h"
#include "local/running/operator.h"
#include "local/standin/identity/principals.h"
#include "nosql/client.h"

namespace bench {
namespace {

constexpr int kRounds = 15;
constexpr int kCalls = 1000;
// Calls of each kind to warm up; V8 has compiled the driver by then.
constexpr int kWarmUp = 300, kWarmUpOfNode = 3'000;

struct Kind {
  const char* what;
  const char* label;
};
constexpr Kind kKinds[] = {{"get", "get"},
                           {"put", "put"},
                           {"query-one", "prepared query, one row"},
                           {"query-page", "prepared query, 20 rows"}};

template <class T>
T Must(oci::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().code + ": " + result.error().message);
  return std::move(result).value();
}

void MakeTable(const local::DataFolder& folder, const std::string& url) {
  nosql::Client client(Must(local::OperatorRequester(folder)), {url, standin::kCompartmentId});
  auto call = local::CallWithin(std::chrono::seconds(60));
  nosql::TableLimits limits;
  limits.mode = nosql::TableLimits::Mode::kOnDemand;
  limits.storage_gb = 1;
  const auto made = Must(client.ChangeTable(
      call, "CREATE TABLE " + std::string(kTable) + " (" + kColumns + ")", limits));
  Must(client.AwaitTable(call, made));
}

std::vector<Rounds> Measure(const std::vector<std::vector<std::string>>& commands) {
  std::list<ClientProcess> clients;
  for (const auto& command : commands) clients.emplace_back(command);
  // the first puts make the rows that the others read
  for (auto& client : clients) client.Run("put", kAuthors * kImagesEach);
  for (const auto& kind : kKinds) {
    for (auto& client : clients) client.Run(kind.what, client.IsNode() ? kWarmUpOfNode : kWarmUp);
  }
  std::vector<Rounds> all;
  for (const auto& kind : kKinds) all.push_back({kind.label, {}});
  for (auto& rounds : all) rounds.by_client.resize(commands.size());
  // Interleaved, so that a busy moment of the machine does not hit one client alone.
  for (int round = 0; round < kRounds; ++round) {
    for (size_t kind = 0; kind < all.size(); ++kind) {
      size_t at = 0;
      for (auto& client : clients) {
        all[kind].by_client[at++].push_back(client.Run(kKinds[kind].what, kCalls));
      }
    }
  }
  return all;
}

std::string Head(const std::string& driver) {
  const bool ifma = FieldOf("/proc/cpuinfo", "flags").find("avx512ifma") != std::string::npos;
  char text[2048];
  std::snprintf(
      text, sizeof text,
      "`bench/nosql/run --out bench/results`: %s; AVX-512 IFMA %s.\nOne stand-in (`fotogal up "
      "--cloud-only`); each client in a "
      "process of its own, one connection, one call after the other.\nMedian (least–most) of %d "
      "interleaved rounds of %d calls of each kind, after %d (Node.js: %d) to warm up. CPU is user "
      "and system\ntime of the client's process alone (`getrusage`, `process.cpuUsage()`). "
      "Oracle's driver is oracle-nosqldb %s, in its defaults;\nall sign with the same API key.",
      Machine().c_str(), ifma ? "yes" : "no", kRounds, kCalls, kWarmUp, kWarmUpOfNode,
      driver.c_str());
  return text;
}

int Main(char** arguments) {
  const local::DataFolder folder{arguments[1]};
  const std::string client = arguments[2], script = arguments[3], driver = arguments[4];
  const std::string head = Head(driver);
  const std::string url = Must(local::ReadRunning(folder)).standin_url;
  const std::string config =
      Must(standin::Principals::Open(local::PrincipalsFolder(folder), local::SystemNow()))
          .ConfigFile()
          .string();
  MakeTable(folder, url);
  const std::string compartment = standin::kCompartmentId;
  const std::vector<std::string> names = {"shared/nosql (this)", "Oracle's driver for Node.js",
                                          "shared/oci over REST (this)"};
  const auto all = Measure({{client, "driver", url, config, compartment},
                            {"node", script, url, config, compartment},
                            {client, "rest", url, config, compartment}});
  const auto report = Report(head, names, all);
  std::cout << report;
  std::ofstream(arguments[5]) << report;
  return 0;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "usage: bench_nosql DATA CLIENT NODE_SCRIPT DRIVER_VERSION OUTPUT\n";
    return 2;
  }
  try {
    return bench::Main(arguments);
  } catch (const std::exception& failure) {
    std::cerr << "bench_nosql: " << failure.what() << "\n";
    return 1;
  }
}
