// `fotogal up`: the whole service on this machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/command/dev.h"
#include "local/running/provisioning.h"

namespace local {

// A tenancy has so many tables in a region at the most, whatever their capacity.
inline constexpr int kMostTables = 30;

// Requests a second that one address may make, in place of what the specification allows a client:
// on one machine all clients have the same.
inline constexpr int kLocalClientRate = 10'000;
inline constexpr int kMostClientRate = 1'000'000;

struct UpOptions {
  int port = 8080;
  // On every address of the machine instead of loopback, for the port that a container publishes.
  // Whom a request is for is held all the same: its Host is localhost.
  bool all_addresses = false;
  std::string data = ".data";
  std::string nosql_endpoint;  // empty: the stand-in's own
  std::string specification;   // empty: the one beside the sources
  std::string image_prefix;    // run functions as containers; empty: executables
  bool cloud_only = false;     // an empty tenancy, which serves what is deployed in it
  int client_rate = kLocalClientRate;
  bool demo = false;                        // fill an empty store with people and pictures
  std::string web;                          // folder of the built web client; empty: the build's
  int most_on_demand_tables = kMostTables;  // that the tenancy allows
  std::string cloud_endpoint;  // empty: the stand-in itself; a proxy before it, for fault tests
  bool open = false;           // show it in a browser
  bool detach = false;         // in the background: return once it is up
  std::optional<DevOptions> dev = {};  // build and swap what changes
};
int Up(const UpOptions& options, const Provisioning& provisioning);

// Ends the one that runs in a data folder, in order, and waits until it is gone. 0 also when none
// runs; 1: the folder is not there, or it has not ended after a minute.
int Down(const std::string& data);

struct PsOptions {
  std::string data = ".data";
  bool json = false;
};
// Prints what runs of each function, and how its calls went since the gateway was started. 1: no
// FotoGal runs there.
int Ps(const PsOptions& options);

// The two processes that `up` keeps running; not for people. Their listening sockets are handed
// over (local/http/listener.h): the stand-in's; the functions', the deployments' and the gateway's.
struct StandInOptions {
  std::string data;
  int most_on_demand_tables = kMostTables;
  // Where functions run and deployments answer, "http://127.0.0.1:PORT"; empty: nowhere.
  std::string functions_url = {}, deployments_url = {};
};
int RunStandIn(const StandInOptions& options);

struct ServeOptions {
  std::string data;
  std::string specification;  // of FotoGal itself; unused in an empty tenancy
  int client_rate = kLocalClientRate;
};
int RunServe(const ServeOptions& options);

struct InvokeOptions {
  // Without a path: the function's first route. A function that has none, such as those of jobs,
  // the sweep and the authorizer, is called plainly, if there is no method, `as` or header either.
  std::string data = ".data", function, method, path, as;
  std::vector<std::string> headers;
  bool raw = false;   // the Fn exchange, too
  bool json = false;  // one object: {"status", "headers", "body"}
};
int Invoke(const InvokeOptions& options);

// Prints what is broken in a data folder; 1: something is.
int CheckDataFolder(const std::string& path);

}  // namespace local
