// An HTTP/1.1 server on loopback that hands each request over as it was sent: target, repeated
// headers and body byte for byte, whatever the content type, range or encoding.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "local/http/listener.h"
#include "local/standin/http.h"

namespace local {

// Called from several threads at once. `peer` is the client's address.
using HttpHandler =
    std::function<standin::Response(const standin::Request& request, const std::string& peer)>;

class HttpServer {
 public:
  // A body over max_body_bytes is answered by `too_large`, what is no HTTP request by
  // `bad_request`; then the connection is closed.
  struct Options {
    size_t max_body_bytes = 64 * 1024 * 1024;
    std::function<standin::Response(const standin::Request& request)> too_large =
        [](const standin::Request&) {
          return standin::ErrorResponse(413, "RequestEntityTooLarge", "the body is too large");
        };
    std::function<standin::Response()> bad_request = [] {
      return standin::ErrorResponse(400, "BadRequest", "not an HTTP request");
    };
  };
  HttpServer(HttpHandler handler, Options options);
  ~HttpServer();

  // Before Run. Clients may connect from now on; Stop and Run leave the listener as it was, so that
  // another process that holds it can serve on.
  void Listen(Listener listener);
  void Run();   // serves until Stop, and until the requests under way are answered
  void Stop();  // from any thread, also before Run

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace local
