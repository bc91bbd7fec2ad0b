#include "bench/page/connection.h"

#include <zlib.h>

#include <chrono>
#include <stdexcept>

#include "common/ascii.h"
#include "oci/curl_transport.h"

namespace bench {

Connection::Connection(const std::string& host, int port)
    : origin_("http://" + host + ":" + std::to_string(port)),
      transport_(oci::MakeCurlTransport({})) {}

Answer Connection::Send(const Ask& ask) {
  constexpr std::chrono::seconds kPatience{60};
  oci::HttpRequest request{ask.method, origin_ + ask.path, ask.headers, ask.body};
  if (!ask.content_type.empty()) request.headers.emplace_back("Content-Type", ask.content_type);
  auto result = transport_->Send(request, kPatience, [] { return false; });
  Answer answer;
  if (!result.ok()) return answer;
  answer.status = result->status;
  for (const auto& [name, value] : result->headers) answer.AddHeader(name, value);
  answer.body = std::move(result->body);
  return answer;
}

void Answer::AddHeader(const std::string& name, const std::string& value) {
  headers[common::Lower(name)] = value;
  if (common::EqualNoCase(name, "Set-Cookie")) cookies.push_back(value);
}

std::string Answer::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

Target TargetOf(const std::string& url, int own_port) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return {"127.0.0.1", own_port, url};
  const auto slash = std::min(url.find('/', kScheme.size()), url.size());
  const auto authority = url.substr(kScheme.size(), slash - kScheme.size());
  const auto colon = authority.rfind(':');
  const int port = colon == std::string::npos ? 80 : std::stoi(authority.substr(colon + 1));
  return {authority.substr(0, colon), port, url.substr(slash)};
}

std::string Unzip(const std::string& packed) {
  constexpr int kGzip = 15 + 16;  // the largest window, and gzip's header
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) throw std::runtime_error("zlib");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  int state = Z_OK;
  while (state == Z_OK) {
    char piece[16384];
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof(piece);
    state = inflate(&stream, Z_NO_FLUSH);
    text.append(piece, sizeof(piece) - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) throw std::runtime_error("a compressed answer that is broken");
  return text;
}

}  // namespace bench
