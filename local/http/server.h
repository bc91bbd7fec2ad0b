// An HTTP/1.1 server on loopback that hands each request over as it was sent: target, repeated
// headers and body byte for byte, whatever the content type, range or encoding.
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

// Called from several threads at once. `peer` is the client's address.
using HttpHandler = std::function<Response(const Request& request, const std::string& peer)>;

// The same, called as soon as the head has come: request.body is empty, and what `body` is not
// asked for is never kept. One that answers without it may end the connection: the client is told
// so, and is given time to read the answer.
using HeadHandler =
    std::function<Reply(const Request& request, const std::string& peer, BodySource& body)>;

class HttpServer {
 public:
  struct Options {
    size_t max_head_bytes = 1024 * 1024;       // request line, headers and the empty line
    size_t max_body_bytes = 64 * 1024 * 1024;  // for an HttpHandler
    // Of one address (see ClientKey), and of all. One more takes the place of one whose
    // request is not there whole (see Connections); where there is none it is answered 503.
    size_t max_connections_of_client = 1000;
    size_t max_connections = 3000;
    // What the server is called; requests for others are refused (RefuseForeignHost). Empty: it
    // answers to any name.
    std::vector<std::string> hosts;
    Patience patience;
    Waits* waits = &SystemWaits();
    // What the server answers by itself: 400 no HTTP request, or
    // none that names one host; 421 for another host; 408, 413, 414 and 431 limits; 500 the
    // handler threw; 503 no room. The connection is closed thereafter.
    std::function<Reply(int status)> error = [](int status) { return PlainError(status); };
  };
  HttpServer(HttpHandler handler, Options options);
  HttpServer(HeadHandler handler, Options options);
  ~HttpServer();

  // Before Run. Clients may connect from now on; Stop and Run leave the listener as it was, so that
  // another process that holds it can serve on.
  void Listen(Listener listener);
  void Run();   // serves until Stop, and until the requests under way are answered
  void Stop();  // from any thread, also before Run

  Connections::Counts Count() const;

 private:
  // {"code","message"} as the services of OCI have it.
  static Reply PlainError(int status);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace local
