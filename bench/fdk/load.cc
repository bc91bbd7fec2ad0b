#include "bench/fdk/load.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>
#include <stdexcept>

namespace bench {
namespace {

constexpr size_t kChunkBytes = 32 * 1024;  // as Go copies a body

std::string Body(size_t size) {
  std::mt19937 random(1);
  std::string body(size, '\0');
  for (char& byte : body) byte = static_cast<char>(random());
  return body;
}

std::string Request(const std::string& body) {
  const std::time_t deadline = std::time(nullptr) + 300;
  char time[64];
  std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&deadline));
  std::string request =
      "POST /call HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Go-http-client/1.1\r\n"
      "Transfer-Encoding: chunked\r\nContent-Type: application/octet-stream\r\n"
      "Fn-Call-Id: 01M7Z8WP33R00040KF7400001Z\r\nFn-Deadline: " +
      std::string(time) + "\r\nAccept-Encoding: gzip\r\n\r\n";
  for (size_t at = 0; at < body.size(); at += kChunkBytes) {
    const auto chunk = body.substr(at, kChunkBytes);
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    request += size + chunk + "\r\n";
  }
  return request + "0\r\n\r\n";
}

}  // namespace

Caller::Caller(int fd, size_t body_bytes)
    : fd_(fd), body_(Body(body_bytes)), request_(Request(body_)) {}

Caller::~Caller() { ::close(fd_); }

void Caller::Call() {
  Send();
  Receive();
}

void Caller::Send() {
  for (size_t sent = 0; sent < request_.size();) {
    const auto part = ::send(fd_, request_.data() + sent, request_.size() - sent, MSG_NOSIGNAL);
    if (part <= 0) throw std::runtime_error("the connection broke while sending");
    sent += static_cast<size_t>(part);
  }
}

void Caller::Fill() {
  constexpr size_t kPiece = 256 * 1024;
  const size_t size = input_.size();
  input_.resize(size + kPiece);
  const auto got = ::recv(fd_, input_.data() + size, kPiece, 0);
  if (got <= 0) throw std::runtime_error("the connection broke while receiving");
  input_.resize(size + static_cast<size_t>(got));
}

void Caller::Receive() {
  input_.clear();
  size_t end;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) Fill();
  std::string head = input_.substr(0, end + 2);
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  if (!head.starts_with("http/1.1 200 ")) throw std::runtime_error("answered: " + head);
  const std::string length_name = "\r\ncontent-length: ";
  if (const auto at = head.find(length_name); at != std::string::npos) {
    const size_t length = std::strtoul(head.c_str() + at + length_name.size(), nullptr, 10);
    while (input_.size() < end + 4 + length) Fill();
    echoed_.assign(input_, end + 4, length);
  } else {
    ReadChunked(end + 4);
  }
  if (echoed_ != body_) throw std::runtime_error("the body did not come back as it was");
}

void Caller::ReadChunked(size_t at) {
  echoed_.clear();
  for (;;) {
    size_t line;
    while ((line = input_.find("\r\n", at)) == std::string::npos) Fill();
    const size_t chunk = std::strtoul(input_.c_str() + at, nullptr, 16);
    at = line + 2;
    while (input_.size() < at + chunk + 2) Fill();
    echoed_.append(input_, at, chunk);
    at += chunk + 2;
    if (chunk == 0) return;
  }
}

Measured Run(const Process& process, const Load& load) {
  Caller caller(process.Connect(), load.body_bytes);
  for (int i = 0; i < load.warm_up; ++i) caller.Call();
  std::vector<double> times;
  times.reserve(static_cast<size_t>(load.calls));
  const double cpu_before = process.CpuMicroseconds();
  const double start = NowMs();
  for (int i = 0; i < load.calls; ++i) {
    const double before = NowMs();
    caller.Call();
    times.push_back((NowMs() - before) * 1000);
  }
  const double total_ms = NowMs() - start;
  Measured measured;
  measured.cpu_us = (process.CpuMicroseconds() - cpu_before) / load.calls;
  measured.calls_per_second = load.calls / total_ms * 1000;
  std::sort(times.begin(), times.end());
  measured.p50_us = times[times.size() / 2];
  measured.p99_us = times[times.size() * 99 / 100];
  return measured;
}

}  // namespace bench
