#include "local/agent/fn_connection.h"

#include <httplib.h>

namespace local {

struct FnConnection::State {
  explicit State(const std::string& path) : client(path, 80) {
    client.set_address_family(AF_UNIX);
    client.set_keep_alive(true);
  }
  httplib::Client client;
};

FnConnection::FnConnection(std::string socket_path)
    : state_(std::make_unique<State>(socket_path)) {}
FnConnection::~FnConnection() = default;

oci::Result<oci::HttpResponse> FnConnection::Call(const FnRequest& request,
                                                  std::chrono::milliseconds timeout) {
  const auto start = std::chrono::steady_clock::now();
  auto& client = state_->client;
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  httplib::Headers headers;
  std::string content_type;
  for (const auto& [name, value] : request.headers) {
    if (strcasecmp(name.c_str(), "Content-Type") == 0) {
      content_type = value;
    } else {
      headers.emplace(name, value);
    }
  }
  headers.emplace("Host", "localhost");
  const auto provide = [&](size_t, httplib::DataSink& sink) {
    if (!request.body.empty()) sink.write(request.body.data(), request.body.size());
    sink.done();
    return true;
  };
  auto result = client.Post("/call", headers, provide, content_type);
  if (!result) {
    if (std::chrono::steady_clock::now() - start >= timeout)
      return oci::DeadlineExceeded("the function's answer");
    return oci::Error{"no_answer", httplib::to_string(result.error()), 0, "", false};
  }
  oci::HttpResponse response{result->status, {}, std::move(result->body)};
  for (const auto& [name, value] : result->headers) response.headers.emplace_back(name, value);
  return response;
}

}  // namespace local
