// A blocking client that sends exactly the bytes it is given, for tests.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/unique_fd.h"
#include "fdk/fdk.h"

namespace fdk::testing {

struct RawResponse {
  int status = 0;  // 0: the connection ended before a whole response
  Headers headers;
  std::string body;
};

class RawClient {
 public:
  static RawClient Unix(const std::string& path);  // throws when nobody listens
  static RawClient Tcp(int port);
  explicit RawClient(common::UniqueFd fd);

  // False when the peer has gone away.
  bool Send(std::string_view bytes);
  void FinishSending();
  RawResponse Read(bool has_body = true);  // the next response
  std::vector<RawResponse> ReadAll();      // every response until the peer closes
  bool AtEnd();  // waits; true when the peer closes without a further byte
  RawResponse Call(std::string_view bytes);
  void CloseNow() { fd_ = common::UniqueFd(); }

 private:
  bool Fill();

  common::UniqueFd fd_;
  std::string input_;
};

struct CallOptions {
  std::vector<std::string> headers;  // "Name: value"
  size_t chunk_bytes = 32 * 1024;    // as Go writes a body
};

// A call as the Fn agent sends it: POST /call, always chunked.
std::string AgentCall(std::string_view body = "", const CallOptions& options = {});

// "Fn-Deadline: ..." so much later than now, to the millisecond.
std::string DeadlineIn(std::chrono::milliseconds time);
// The same at a second, as Fn itself sends it: without a fraction.
std::string CutDeadline(std::chrono::system_clock::time_point second);

}  // namespace fdk::testing
