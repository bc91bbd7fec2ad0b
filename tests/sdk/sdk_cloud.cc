// The stand-in's cloud for a test in another language: `sdk_cloud FOLDER [limits]` prints one line
// of JSON saying where it is, and serves until its standard input ends. With `limits` NoSQL answers
// 429 when the units of a table are used up.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "local/standin/nosql/service.h"
#include "local/standin/server.h"

namespace {

int Fail(const oci::Error& error) {
  std::cerr << "sdk_cloud: " << error.message << "\n";
  return 1;
}

int Serve(const std::filesystem::path& folder, bool limits) {
  const auto clock = [] { return std::chrono::system_clock::now(); };
  auto nosql = standin::nosql::Service::Open({folder / "nosql.db", clock, limits});
  if (!nosql.ok()) return Fail(nosql.error());
  standin::Cloud::Options options;
  options.folder = folder;
  options.nosql = [&nosql](const standin::Request& request) { return (*nosql)->Handle(request); };
  options.clock = clock;
  options.random = standin::SystemRandom();
  auto cloud = standin::Cloud::Open(std::move(options));
  if (!cloud.ok()) return Fail(cloud.error());
  const auto server = standin::Server::Start(**cloud, 0);
  if (!server.ok()) return Fail(server.error());
  const auto& principals = (*cloud)->principals();
  std::cout << nlohmann::json{{"url", (*server)->url()},
                              {"config", principals.ConfigFile().string()},
                              {"environment", principals.ResourcePrincipalEnvironment()},
                              {"compartment", standin::kCompartmentId},
                              {"namespace", standin::kNamespace}}
            << std::endl;
  while (std::getchar() != EOF) {
  }
  std::_Exit(0);  // clients keep connections open that an orderly end would wait for; all that was
                  // answered is stored
}

}  // namespace

int main(int count, char** arguments) {
  const bool limits = count == 3 && std::string_view(arguments[2]) == "limits";
  if (count != 2 && !limits) {
    std::cerr << "usage: sdk_cloud FOLDER [limits]\n";
    return 2;
  }
  return Serve(arguments[1], limits);
}
