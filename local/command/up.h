// Commands around `fotogal up`, which runs the whole service on this machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/command/dev.h"
#include "local/running/provisioning.h"

namespace local {

// The limit of tables per tenancy and region, of any capacity.
inline constexpr int kMostTables = 30;

// Requests per second from one address. It replaces the specification's limit per client, because
// on one machine all clients have the same address.
inline constexpr int kLocalClientRate = 10'000;
inline constexpr int kMostClientRate = 1'000'000;

struct UpOptions {
  int port = 8080;
  // Listen on all addresses of the machine instead of loopback; for containers that publish the
  // port. Requests must still have Host localhost.
  bool all_addresses = false;
  std::string data = ".data";
  std::string nosql_endpoint;  // empty: the stand-in
  std::string specification;   // empty: api-gateway/deployment.json.in of the sources
  std::string image_prefix;    // run functions as containers; empty: executables
  bool cloud_only = false;     // start an empty tenancy, which serves only what is deployed in it
  int client_rate = kLocalClientRate;
  bool demo = false;   // fill an empty store with people and pictures
  std::string faults;  // what goes wrong on purpose once it is ready; empty: nothing
  std::string web;     // folder of the built web client; empty: the one of this build
  int most_on_demand_tables = kMostTables;  // the limit of the tenancy
  // empty: the stand-in itself; else a proxy before it, for tests with faults
  std::string cloud_endpoint;
  bool open = false;                   // open it in the browser
  bool detach = false;                 // run in the background; return once it is ready
  std::optional<DevOptions> dev = {};  // `fotogal dev`: build and replace what changes
};
int Up(const UpOptions& options, const Provisioning& provisioning);

// Ends the `fotogal up` of a data folder and waits until it has ended. Returns 0 also when none
// runs; 1: the folder does not exist, or it has not ended after a minute.
int Down(const std::string& data);

struct PsOptions {
  std::string data = ".data";
  bool json = false;
};
// Prints the instances of each function, and how its calls ended since the start of the gateway.
// Returns 1 when no FotoGal runs in the folder.
int Ps(const PsOptions& options);

struct FaultsOptions {
  std::string data = ".data";
  // "off", "show", or a file with rules (local/standin/faults/plan.h).
  std::string what = "show";
};
// Changes or shows what goes wrong on purpose in the running FotoGal of the folder. Returns 1 when
// none runs there, and for a file with an error, which changes nothing.
int SetFaults(const FaultsOptions& options);

// The two processes that `up` starts; not meant for people. They inherit listening sockets
// (local/http/listener.h), in this order: the stand-in gets its own; the gateway gets those of
// functions, deployments and the gateway.
struct StandInOptions {
  std::string data;
  int most_on_demand_tables = kMostTables;
  // Addresses of functions and deployments, "http://127.0.0.1:PORT"; empty: they are not served.
  std::string functions_url = {}, deployments_url = {};
};
int RunStandIn(const StandInOptions& options);

struct ServeOptions {
  std::string data;
  std::string specification;  // FotoGal's specification; unused in an empty tenancy
  int client_rate = kLocalClientRate;
};
int RunServe(const ServeOptions& options);

struct InvokeOptions {
  // Without `path` the function's first route is called. A function without routes, such as those
  // of jobs, the sweep and the authorizer, is invoked directly when neither method nor `as` nor
  // headers are given.
  std::string data = ".data", function, method, path, as;
  std::vector<std::string> headers;
  bool raw = false;   // also print the exchange with Fn
  bool json = false;  // print one object: {"status", "headers", "body"}
};
int Invoke(const InvokeOptions& options);

// Prints what is damaged in a data folder; returns 1 when something is.
int CheckDataFolder(const std::string& path);

}  // namespace local
