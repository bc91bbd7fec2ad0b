#include "local/standin/server.h"

#include "oci/curl_transport.h"

namespace standin {
namespace {

local::HttpServer::Options Limits() {
  local::HttpServer::Options options;
  options.too_large = [](const Request&) {
    return ErrorResponse(413, "RequestEntityTooLarge",
                         "the stand-in takes bodies of 64 MB at most");
  };
  return options;
}

}  // namespace

Server::Server(Cloud& cloud)
    : server_(
          [&cloud](const Request& request, const std::string&) { return cloud.Handle(request); },
          Limits()) {}

oci::Result<std::unique_ptr<Server>> Server::Start(Cloud& cloud, int port) {
  std::unique_ptr<Server> server(new Server(cloud));
  OCI_ASSIGN_OR_RETURN(server->port_, server->server_.Listen("127.0.0.1", port));
  server->thread_ = std::thread([raw = server.get()] { raw->server_.Run(); });
  // A server that does not serve yet cannot be stopped: wait for its first answer.
  const auto answer = oci::MakeCurlTransport({})->Send(
      {"GET", server->url() + "/", {}, ""}, std::chrono::seconds(10), [] { return false; });
  if (!answer.ok()) return answer.error();
  return server;
}

void Server::Stop() {
  if (!thread_.joinable()) return;
  server_.Stop();
  thread_.join();
}

Server::~Server() { Stop(); }

}  // namespace standin
