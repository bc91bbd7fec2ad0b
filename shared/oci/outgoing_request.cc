#include "oci/outgoing_request.h"

#include <algorithm>

namespace oci {
namespace {

// The most that one record of TLS holds. Of a longer piece, OpenSSL may have sent some records when
// it reports that it could not send the piece.
constexpr size_t kPieceBytes = 16UL << 10;

// Of paths and queries: neither blanks nor control characters.
bool IsTarget(std::string_view target) {
  return std::all_of(target.begin(), target.end(),
                     [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; });
}

Status CheckRequest(const HttpRequest& request, const UrlParts& url) {
  if (!common::IsToken(request.method)) return InvalidRequest("not an HTTP method");
  if (!IsTarget(url.authority) || !IsTarget(url.target)) {
    return InvalidRequest(request.method + ": the URL contains a blank or control character");
  }
  for (const auto& [name, value] : request.headers) {
    if (!common::IsToken(name)) return InvalidRequest("not the name of a header");
    if (!common::AreOfClass(value, common::kValueChar)) {
      return InvalidRequest("the header " + name + " contains a control character");
    }
  }
  return Ok();
}

void AppendHeader(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(value.empty() ? ":" : ": ").append(value).append("\r\n");
}

// How the end of the body is found is decided here alone.
bool IsOfFraming(std::string_view name) {
  return EqualNoCase(name, "content-length") || EqualNoCase(name, "transfer-encoding");
}

// Lines in the order in which libcurl writes them, which the tests of services were made with.
std::string MakeHead(const HttpRequest& request, const UrlParts& url, uint64_t body_bytes) {
  const auto host = FindHeader(request.headers, "host");
  size_t size = request.method.size() + url.target.size() + url.authority.size() + 100;
  for (const auto& [name, value] : request.headers) size += name.size() + value.size() + 4;
  std::string head;
  head.reserve(std::max(size, std::min(size + request.body.size(), kPieceBytes)));
  head.append(request.method).append(" ").append(url.target).append(" HTTP/1.1\r\n");
  AppendHeader(head, "Host", host.empty() ? url.authority : host);
  bool accepts = false;
  for (const auto& [name, value] : request.headers)
    accepts = accepts || EqualNoCase(name, "accept");
  if (!accepts) AppendHeader(head, "Accept", "*/*");
  for (const auto& [name, value] : request.headers) {
    if (!EqualNoCase(name, "host") && !IsOfFraming(name)) AppendHeader(head, name, value);
  }
  if (body_bytes > 0 || MethodSignsBody(request.method)) {
    AppendHeader(head, "Content-Length", std::to_string(body_bytes));
  }
  return head.append("\r\n");
}

uint64_t BodyBytes(const HttpRequest& request) {
  if (request.method == "HEAD") return 0;
  return request.source.read ? request.source.size : request.body.size();
}

}  // namespace

Result<OutgoingRequest> OutgoingRequest::Make(const HttpRequest& request, const UrlParts& url) {
  OCI_RETURN_IF_ERROR(CheckRequest(request, url));
  const uint64_t body_bytes = BodyBytes(request);
  return OutgoingRequest(request, MakeHead(request, url, body_bytes), body_bytes);
}

OutgoingRequest::OutgoingRequest(const HttpRequest& request, std::string head, uint64_t body_bytes)
    : request_(&request),
      first_(std::move(head)),
      head_bytes_(first_.size()),
      body_bytes_(body_bytes) {}

void OutgoingRequest::Rewind() {
  first_.resize(head_bytes_);
  loaded_ = 0;
  pending_ = {};
  started_ = source_ended_ = false;
}

std::string_view OutgoingRequest::Next() {
  if (pending_.empty() && !source_ended_) {
    if (!started_) {
      Start();
    } else if (loaded_ < body_bytes_) {
      Load();
    }
  }
  return pending_;
}

void OutgoingRequest::Advance(size_t sent) { pending_.remove_prefix(sent); }

// The head and the beginning of the body, or all of it, go out in one piece.
void OutgoingRequest::Start() {
  started_ = true;
  const size_t room = kPieceBytes - std::min(first_.size(), kPieceBytes);
  const auto size = static_cast<size_t>(std::min<uint64_t>(room, body_bytes_));
  if (!request_->source.read) {
    first_.append(request_->body, 0, size);
    loaded_ = size;
  } else if (size > 0) {
    first_.resize(head_bytes_ + size);
    first_.resize(head_bytes_ + ReadSource(first_.data() + head_bytes_, size));
  }
  if (!source_ended_) pending_ = first_;
}

void OutgoingRequest::Load() {
  const auto size = static_cast<size_t>(std::min<uint64_t>(kPieceBytes, body_bytes_ - loaded_));
  if (!request_->source.read) {
    pending_ = std::string_view(request_->body).substr(loaded_, size);
    loaded_ += size;
  } else {
    buffer_.resize(kPieceBytes);
    pending_ = {buffer_.data(), ReadSource(buffer_.data(), size)};
  }
}

size_t OutgoingRequest::ReadSource(char* to, size_t room) {
  const size_t size = std::min(request_->source.read(loaded_, to, room), room);
  source_ended_ = size == 0;
  loaded_ += size;
  return size;
}

}  // namespace oci
