#include "bench/page/line.h"

#include <httplib.h>

namespace bench {
namespace {

constexpr std::time_t kPatience_s = 60;
constexpr size_t kInNet = 200;

std::string OwnAddress(size_t number) {
  return "127.1." + std::to_string(number / kInNet % kInNet) + "." +
         std::to_string(1 + number % kInNet);
}

}  // namespace

struct Line::Client : httplib::Client {
  using httplib::Client::Client;
};

Line::Line(const std::string& host, int port, size_t number) {
  // Loopback has many addresses of the fourth version, but one of the sixth.
  const bool is_here = host == "localhost" || host.starts_with("127.");
  client_ = std::make_unique<Client>(host == "localhost" ? "127.0.0.1" : host, port);
  client_->set_keep_alive(true);
  client_->set_tcp_nodelay(true);
  client_->set_read_timeout(kPatience_s);
  if (is_here) client_->set_interface(OwnAddress(number));
}
Line::~Line() = default;

Answer Line::Send(const Ask& ask) {
  httplib::Request request;
  request.method = ask.method;
  request.path = ask.path;
  request.body = ask.body;
  if (!ask.content_type.empty()) request.headers.emplace("Content-Type", ask.content_type);
  for (const auto& [name, value] : ask.headers) request.headers.emplace(name, value);
  auto result = client_->send(request);
  Answer answer;
  if (!result) return answer;
  answer.status = result->status;
  for (const auto& [name, value] : result->headers) answer.AddHeader(name, value);
  answer.body = std::move(result->body);
  return answer;
}

}  // namespace bench
