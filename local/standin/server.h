// Serves the stand-in's cloud on a loopback port.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "local/http/server.h"
#include "local/standin/faults/faults.h"
#include "local/standin/service.h"

namespace standin {

class Server {
 public:
  // port 0: any free one. The error says why the port cannot be used.
  static oci::Result<std::unique_ptr<Server>> Start(Cloud& cloud, int port);
  // faults: what goes wrong on purpose; must outlive the server.
  static oci::Result<std::unique_ptr<Server>> Start(Cloud& cloud, local::Listener listener,
                                                    Faults* faults = nullptr);
  ~Server();
  void Stop();  // waits for running requests

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  Server(Cloud& cloud, Faults* faults);
  local::HttpServer server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace standin
