#include <cstdio>

#include "local/command/fault_file.h"
#include "local/command/up.h"
#include "local/running/operator.h"
#include "local/standin/nosql/service.h"
#include "local/standin/server.h"
#include "local/standin/service.h"
#include "terminal/signals.h"

namespace local {
namespace {

oci::Status Run(const StandInOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, OpenDataFolder(options.data));
  OCI_ASSIGN_OR_RETURN(auto listener, Listener::Inherited(Listener::kFirstInherited));
  standin::Faults faults(FaultsOf(folder));
  OCI_ASSIGN_OR_RETURN(const auto nosql, standin::nosql::Service::Open(
                                             {folder.path + "/nosql.db", &SystemNow, false,
                                              options.most_on_demand_tables,
                                              [&faults](const std::string& table, bool writes) {
                                                return faults.Throttles(table, writes);
                                              }}));
  standin::Cloud::Options cloud_options;
  cloud_options.folder = folder.path;
  cloud_options.nosql = [&](const standin::Request& request) { return nosql->Handle(request); };
  cloud_options.public_url = "http://127.0.0.1:" + std::to_string(listener.port());
  cloud_options.invoke_url = options.functions_url;
  cloud_options.deployments_url = options.deployments_url;
  cloud_options.clock = &SystemNow;
  cloud_options.random = standin::SystemRandom();
  OCI_ASSIGN_OR_RETURN(const auto cloud, standin::Cloud::Open(std::move(cloud_options)));
  OCI_ASSIGN_OR_RETURN(const auto server,
                       standin::Server::Start(*cloud, std::move(listener), &faults));
  terminal::AwaitStopSignal();
  server->Stop();
  return oci::Ok();
}

}  // namespace

int RunStandIn(const StandInOptions& options) {
  const auto ran = Run(options);
  if (ran.ok()) return 0;
  std::fprintf(stderr, "fotogal: %s\n", ran.error().message.c_str());
  return 1;
}

}  // namespace local
