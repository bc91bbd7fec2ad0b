// One connection, plain or TLS, that libcurl makes and through which it passes bytes. What they
// mean is for others to know.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "oci/request_watch.h"

namespace oci {

class CurlConnection {
 public:
  CurlConnection();
  ~CurlConnection();
  CurlConnection(const CurlConnection&) = delete;
  CurlConnection& operator=(const CurlConnection&) = delete;

  enum class Connected {
    kYes,
    kStopped,   // as the watch says
    kTimedOut,  // as the watch says, or the limit for connecting has passed
    kFailed,    // another try may succeed
    kRefused,   // wrong certificates and settings stay wrong
  };
  // origin: "https://host:port". ca_bundle: path of a PEM file.
  Connected Connect(std::string_view origin, const std::string& ca_bundle,
                    std::chrono::milliseconds limit, const RequestWatch& watch);
  // A closed one can connect again, to anywhere; it keeps what libcurl has read of certificate
  // authorities, resumable TLS sessions and looked-up names.
  void Close();

  const std::string& origin() const { return origin_; }  // "" when it is not open
  // Of the connection that is open or was tried: what went wrong last, for people.
  std::string fault() const;

  struct Moved {
    enum class State { kBytes, kNothingNow, kClosed, kFailed } state;
    size_t size = 0;
  };
  // Neither waits. After kNothingNow, Send must be called again with the same bytes.
  Moved Send(std::string_view bytes);
  // Reads into buffer(). kNothingNow: everything that has come was read, also what TLS holds.
  Moved Receive();
  std::span<char> buffer() { return {buffer_.get(), kBufferBytes}; }

  // Waits until bytes can be read (and sent); returns what can be done. A broken connection can do
  // both, so that using it shows how it broke.
  struct Ready {
    bool read = false, send = false;
  };
  Ready Await(bool also_send, int milliseconds) const;

  // Between two requests nothing may come: then the server has closed, or sends what nobody asked
  // for.
  bool IsQuiet();

 private:
  struct Handles;
  static constexpr size_t kBufferBytes = 16UL << 10;  // libcurl reads no more at once

  Connected Conclude(int curl_code);
  void SetOptions(std::string_view origin, const std::string& ca_bundle,
                  std::chrono::milliseconds limit);
  Moved ReceiveInto(std::span<char> to);

  std::unique_ptr<Handles> handles_;
  std::unique_ptr<char[]> buffer_;
  std::string origin_;
  int socket_ = -1;
};

}  // namespace oci
