// An HTTP/1.1 server on loopback. Handlers get each request as it was sent: target, repeated
// headers and body unchanged, whatever the content type, range or encoding.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "local/http/client_stream.h"
#include "local/http/connections.h"
#include "local/http/listener.h"
#include "local/http/message.h"
#include "local/http/reply.h"

namespace local {

// Called from several threads at once. `peer`: the client's address.
using HttpHandler = std::function<Reply(const Request& request, const std::string& peer)>;

// The same, but called as soon as the head has arrived: request.body is empty, and the body is only
// kept when the handler asks for it. When the handler answers without reading the body, the
// connection may be closed after the response; the client is told so and gets time to read the
// response.
using HeadHandler =
    std::function<Reply(const Request& request, const std::string& peer, BodySource& body)>;

class HttpServer {
 public:
  struct Options {
    size_t max_head_bytes = 1024 * 1024;       // request line, headers and the empty line
    size_t max_body_bytes = 64 * 1024 * 1024;  // for an HttpHandler
    // Connections of one client (see ClientKey), and of all. A new one replaces one that has no
    // complete request (see Connections); when there is none such, the new one is answered 503.
    size_t max_connections_of_client = 1000;
    size_t max_connections = 3000;
    // Names of this server; requests for others are refused (RefuseForeignHost). Empty: any name is
    // accepted.
    std::vector<std::string> hosts;
    Patience patience;
    Waits* waits = &SystemWaits();
    // Makes the responses of the server itself: 400 no HTTP request, or not exactly one host; 421
    // another host; 408, 413, 414 and 431 limits; 500 the handler threw; 503 no room. The
    // connection is closed afterwards.
    std::function<Reply(int status)> error = [](int status) { return PlainError(status); };
  };
  HttpServer(HttpHandler handler, Options options);
  HttpServer(HeadHandler handler, Options options);
  ~HttpServer();

  // To be called before Run; clients may connect from then on. Stop and Run do not close the
  // listener, so that another process that has it can go on serving.
  void Listen(Listener listener);
  void Run();   // serves until Stop, and until all running requests are answered
  void Stop();  // may be called from any thread, also before Run

  Connections::Counts Count() const;

 private:
  // {"code","message"} as in OCI's services.
  static Reply PlainError(int status);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace local
