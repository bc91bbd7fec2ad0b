// One request and its response over an open connection.
#pragma once

#include <cstdint>
#include <optional>

#include "oci/curl_connection.h"
#include "oci/outgoing_request.h"
#include "oci/request_watch.h"
#include "oci/response_reader.h"

namespace oci {

class HttpExchange {
 public:
  // `request` and `watch` must live as long as this; `outgoing` was made from `request`.
  HttpExchange(const HttpRequest& request, OutgoingRequest outgoing, uint64_t max_response_bytes,
               RequestWatch& watch)
      : request_(request),
        outgoing_(std::move(outgoing)),
        max_response_bytes_(max_response_bytes),
        watch_(watch) {}

  enum class Ended {
    kAnswered,
    kStopped,      // as the watch says
    kTimedOut,     // as the watch says
    kBroken,       // the connection, before the end of the response
    kSourceEnded,  // the source of the request's body had less than it promised
    kBadAnswer,    // response_fault() says how
  };
  // May be called again, for another try from the beginning on another connection.
  Ended Run(CurlConnection& connection);

  bool sent_something() const { return sent_something_; }  // in any of the tries
  // Of the last try:
  bool answer_began() const { return reader_->began(); }
  ResponseReader::Fault response_fault() const { return reader_->fault(); }
  // The connection may be used for another request.
  bool keeps_connection() const { return outgoing_.done() && reader_->keeps_connection(); }
  HttpResponse TakeResponse() { return std::move(reader_->response()); }

 private:
  bool sending() const { return !cannot_send_ && !outgoing_.done(); }
  void NoteProgress();
  void SendPiece(CurlConnection& connection);
  bool Receive(CurlConnection& connection);
  std::optional<Ended> Progress(CurlConnection& connection);

  const HttpRequest& request_;
  OutgoingRequest outgoing_;
  const uint64_t max_response_bytes_;
  RequestWatch& watch_;

  std::optional<ResponseReader> reader_;
  CurlConnection::Ready ready_;
  bool cannot_send_ = false;  // the connection takes no more
  bool closed_ = false;       // nothing more comes
  bool sent_something_ = false;
};

}  // namespace oci
