#include "local/standin/server.h"

#include "local/http/own_hosts.h"

namespace standin {
namespace {

local::HttpServer::Options Limits() {
  local::HttpServer::Options options;
  options.hosts = local::LoopbackHosts();
  options.error = [usual = options.error](int status) -> local::Reply {
    if (status != 413) return usual(status);
    return ErrorResponse(413, "RequestEntityTooLarge",
                         "the stand-in takes bodies of 64 MB at most");
  };
  return options;
}

}  // namespace

Server::Server(Cloud& cloud, Faults* faults)
    : server_(local::HttpHandler([&cloud, faults](const Request& request,
                                                  const std::string&) -> local::Reply {
                const auto handle = [&cloud](const Request& asked) { return cloud.Handle(asked); };
                if (faults == nullptr) return handle(request);
                return faults->Around(request, handle);
              }),
              Limits()) {}

oci::Result<std::unique_ptr<Server>> Server::Start(Cloud& cloud, int port) {
  OCI_ASSIGN_OR_RETURN(auto listener, local::Listener::On("127.0.0.1", port));
  return Start(cloud, std::move(listener));
}

oci::Result<std::unique_ptr<Server>> Server::Start(Cloud& cloud, local::Listener listener,
                                                   Faults* faults) {
  std::unique_ptr<Server> server(new Server(cloud, faults));
  server->port_ = listener.port();
  server->server_.Listen(std::move(listener));
  server->thread_ = std::thread([raw = server.get()] { raw->server_.Run(); });
  return server;
}

void Server::Stop() {
  if (!thread_.joinable()) return;
  server_.Stop();
  thread_.join();
}

Server::~Server() { Stop(); }

}  // namespace standin
