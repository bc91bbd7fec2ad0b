#include "oci/curl_connection.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace oci {
namespace {

template <class T>
void Set(CURL* easy, CURLoption option, T value) {
  curl_easy_setopt(easy, option, value);
}

}  // namespace

// The multi handle makes the connection without blocking, and keeps it as long as the easy handle
// is added to it.
struct CurlConnection::Handles {
  Handles() : easy(curl_easy_init()), multi(curl_multi_init()) {}
  ~Handles() {
    Remove();
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  void Remove() {
    if (added) curl_multi_remove_handle(multi, easy);
    added = false;
  }

  CURL* easy;
  CURLM* multi;
  bool added = false;
  CURLcode code = CURLE_OK;  // of the last failure
  char text[CURL_ERROR_SIZE] = "";
};

CurlConnection::CurlConnection()
    : handles_(std::make_unique<Handles>()),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)) {}
CurlConnection::~CurlConnection() = default;

void CurlConnection::Close() {
  handles_->Remove();
  origin_.clear();
  socket_ = -1;
}

std::string CurlConnection::fault() const {
  return *handles_->text != '\0' ? handles_->text : curl_easy_strerror(handles_->code);
}

void CurlConnection::SetOptions(std::string_view origin, const std::string& ca_bundle,
                                std::chrono::milliseconds limit) {
  CURL* easy = handles_->easy;
  curl_easy_reset(easy);
  Set(easy, CURLOPT_URL, std::string(origin).c_str());
  Set(easy, CURLOPT_CONNECT_ONLY, 1L);
  Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy, CURLOPT_PROXY, "");
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  // do not wait for the thread of a name look-up that was given up
  Set(easy, CURLOPT_QUICK_EXIT, 1L);
  Set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca_bundle.empty()) Set(easy, CURLOPT_CAINFO, ca_bundle.c_str());
  Set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  Set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limit.count()));
  Set(easy, CURLOPT_ERRORBUFFER, handles_->text);
}

CurlConnection::Connected CurlConnection::Connect(std::string_view origin,
                                                  const std::string& ca_bundle,
                                                  std::chrono::milliseconds limit,
                                                  const RequestWatch& watch) {
  Close();
  *handles_->text = '\0';
  SetOptions(origin, ca_bundle, limit);
  handles_->added = curl_multi_add_handle(handles_->multi, handles_->easy) == CURLM_OK;
  while (true) {
    int running = 0, queued = 0;
    if (curl_multi_perform(handles_->multi, &running) != CURLM_OK) {
      return Conclude(CURLE_FAILED_INIT);
    }
    while (const CURLMsg* message = curl_multi_info_read(handles_->multi, &queued)) {
      if (message->msg != CURLMSG_DONE) continue;
      if (message->data.result == CURLE_OK) origin_ = origin;
      return Conclude(message->data.result);
    }
    switch (watch.Look()) {
      case RequestWatch::Verdict::kGoOn:
        break;
      case RequestWatch::Verdict::kStopped:
        return Connected::kStopped;
      case RequestWatch::Verdict::kTimedOut:
        return Conclude(CURLE_OPERATION_TIMEDOUT);
    }
    curl_multi_poll(handles_->multi, nullptr, 0, watch.PollMilliseconds(), nullptr);
  }
}

CurlConnection::Connected CurlConnection::Conclude(int curl_code) {
  handles_->code = static_cast<CURLcode>(curl_code);
  switch (handles_->code) {
    case CURLE_OK: {
      curl_socket_t made = CURL_SOCKET_BAD;
      curl_easy_getinfo(handles_->easy, CURLINFO_ACTIVESOCKET, &made);
      socket_ = made;
      return Connected::kYes;
    }
    case CURLE_OPERATION_TIMEDOUT:
      return Connected::kTimedOut;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Connected::kRefused;
    default:
      return Connected::kFailed;
  }
}

CurlConnection::Moved CurlConnection::Send(std::string_view bytes) {
  size_t sent = 0;
  const CURLcode code = curl_easy_send(handles_->easy, bytes.data(), bytes.size(), &sent);
  if (code == CURLE_OK) return {Moved::State::kBytes, sent};
  if (code == CURLE_AGAIN) return {Moved::State::kNothingNow};
  handles_->code = code;
  return {Moved::State::kFailed};
}

CurlConnection::Moved CurlConnection::Receive() { return ReceiveInto(buffer()); }

CurlConnection::Moved CurlConnection::ReceiveInto(std::span<char> to) {
  size_t received = 0;
  const CURLcode code = curl_easy_recv(handles_->easy, to.data(), to.size(), &received);
  if (code == CURLE_AGAIN) return {Moved::State::kNothingNow};
  if (code == CURLE_OK && received > 0) return {Moved::State::kBytes, received};
  handles_->code = code == CURLE_OK ? CURLE_GOT_NOTHING : code;
  return {code == CURLE_OK ? Moved::State::kClosed : Moved::State::kFailed};
}

CurlConnection::Ready CurlConnection::Await(bool also_send, int milliseconds) const {
  constexpr short kBroken = POLLERR | POLLHUP | POLLNVAL;
  pollfd waiting{socket_, static_cast<short>(also_send ? POLLIN | POLLOUT : POLLIN), 0};
  if (::poll(&waiting, 1, milliseconds) <= 0) return {};  // interrupted: as if the time were over
  return {(waiting.revents & (POLLIN | kBroken)) != 0,
          also_send && (waiting.revents & (POLLOUT | kBroken)) != 0};
}

// Reads instead of asking poll(2): TLS may hold bytes that poll does not see, and a session ticket
// that has come is nothing to read.
bool CurlConnection::IsQuiet() {
  return ReceiveInto(buffer().first(1)).state == Moved::State::kNothingNow;
}

}  // namespace oci
