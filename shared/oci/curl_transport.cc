#include "oci/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <vector>

namespace oci {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kPollMilliseconds = 20;  // how often a request looks whether it was cancelled

// Load balancers close idle connections after about a minute, some without telling the client.
constexpr long kLongestIdleSeconds = 50;

// One easy handle with its own multi handle, which keeps the connections.
struct Slot {
  Slot() : easy(curl_easy_init()), multi(curl_multi_init()) {}
  ~Slot() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  CURL* easy;
  CURLM* multi;
};

// The state of one request, for libcurl's callbacks.
struct Exchange {
  const HttpRequest& request;
  size_t max_response_bytes;
  HttpResponse response;
  uint64_t body_sent = 0;
  uint64_t received = 0;       // bytes of status lines, headers and bodies
  uint64_t body_received = 0;  // bytes
  bool too_large = false;
  bool not_taken = false;
  bool head_complete = false;

  uint64_t BodyBytes() const {
    return request.source.read ? request.source.size : request.body.size();
  }
};

size_t OnBody(char* data, size_t, size_t size, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  exchange->received += size;
  exchange->body_received += size;
  if (exchange->body_received > exchange->max_response_bytes) {
    exchange->too_large = true;
    return 0;
  }
  if (exchange->request.sink) {
    exchange->not_taken = !exchange->request.sink({data, size});
    return exchange->not_taken ? 0 : size;
  }
  exchange->response.body.append(data, size);
  return size;
}

size_t OnHeader(char* data, size_t, size_t size, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  auto& response = exchange->response;
  exchange->received += size;
  std::string_view line(data, size);
  // a status line: the first one, or one that follows an interim response (1xx)
  if (line.starts_with("HTTP/")) {
    response.headers.clear();
    exchange->head_complete = false;
    return size;
  }
  // After the header section only trailers of a chunked body come here; nothing reads those.
  if (exchange->head_complete) return size;
  exchange->head_complete = line == "\r\n" || line == "\n";
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  const auto trim = [](std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return std::string_view();
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  };
  response.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  return size;
}

size_t OnReadBody(char* buffer, size_t, size_t room, void* user) {
  auto* exchange = static_cast<Exchange*>(user);
  const auto& [body_size, read] = exchange->request.source;
  size_t size = 0;
  if (!read) {
    size = exchange->request.body.copy(buffer, room, exchange->body_sent);
  } else if (exchange->body_sent < body_size) {
    size = read(exchange->body_sent, buffer,
                std::min<uint64_t>(room, body_size - exchange->body_sent));
    if (size == 0) return CURL_READFUNC_ABORT;
  }
  exchange->body_sent += size;
  return size;
}

// Refuses to rewind the body of a request that must not be sent twice. libcurl would otherwise send
// it again on a new connection when a reused one turns out to be closed.
int OnSeekBody(void* user, curl_off_t offset, int origin) {
  auto* exchange = static_cast<Exchange*>(user);
  if (!exchange->request.repeatable || origin != SEEK_SET) return CURL_SEEKFUNC_FAIL;
  exchange->body_sent = static_cast<uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

template <class T>
void Set(CURL* easy, CURLoption option, T value) {
  curl_easy_setopt(easy, option, value);
}

using HeaderLines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

HeaderLines MakeHeaderLines(const HttpRequest& request) {
  curl_slist* lines = nullptr;
  for (const auto& [name, value] : request.headers) {
    const bool is_length =
        name.size() == 14 && strncasecmp(name.c_str(), "content-length", 14) == 0;
    if (is_length) continue;  // libcurl computes it from the body
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    lines = curl_slist_append(lines, line.c_str());
  }
  lines = curl_slist_append(lines, "Expect:");
  if (FindHeader(request.headers, "content-type").empty()) {
    lines = curl_slist_append(lines, "Content-Type:");
  }
  return {lines, &curl_slist_free_all};
}

void SetBody(CURL* easy, Exchange& exchange) {
  const HttpRequest& request = exchange.request;
  const bool carries_body = exchange.BodyBytes() > 0 || request.method == "POST" ||
                            request.method == "PUT" || request.method == "PATCH";
  if (request.method == "HEAD") {
    Set(easy, CURLOPT_NOBODY, 1L);
  } else if (carries_body) {
    Set(easy, CURLOPT_POST, 1L);
    Set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange.BodyBytes()));
    if (!request.source.read && (request.repeatable || request.body.empty())) {
      Set(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    } else {
      Set(easy, CURLOPT_READFUNCTION, OnReadBody);
      Set(easy, CURLOPT_READDATA, &exchange);
      Set(easy, CURLOPT_SEEKFUNCTION, OnSeekBody);
      Set(easy, CURLOPT_SEEKDATA, &exchange);
    }
  }
  Set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

bool NeverSent(CURL* easy) {
  long request_bytes = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_bytes);
  return request_bytes == 0;
}

// True when a reused connection was closed by the peer before this request was sent. libcurl
// repeats the request itself only when it notices this before it sends a body.
bool MetDeadConnection(CURL* easy, const Exchange& exchange, CURLcode code) {
  const bool broke =
      code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING;
  if (!broke || exchange.received > 0 || !exchange.request.repeatable) return false;
  long made = 1;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &made);
  return made == 0;
}

// Enforces the time limits of one request's waits (HttpRequest::Waits).
class WaitWatch {
 public:
  using Clock = std::function<SteadyClock::time_point()>;
  WaitWatch(CURL* easy, const Exchange& exchange, const Clock& clock)
      : easy_(easy), exchange_(exchange), clock_(clock), since_(clock()) {}

  // True when the current wait has lasted too long.
  bool IsOver() {
    long head = 0;
    curl_off_t uploaded = 0;
    curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &head);
    curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    const auto now = clock_();
    const uint64_t done =
        static_cast<uint64_t>(head) + static_cast<uint64_t>(uploaded) + exchange_.received;
    if (done != done_) {
      done_ = done;
      since_ = now;
    }
    const auto& waits = exchange_.request.waits;
    const bool sent = static_cast<uint64_t>(uploaded) >= exchange_.BodyBytes();
    const auto limit = head == 0 ? waits.connect : sent ? waits.read : waits.send;
    return limit.count() > 0 && now - since_ >= limit;
  }

 private:
  CURL* easy_;
  const Exchange& exchange_;
  const Clock& clock_;
  SteadyClock::time_point since_;
  uint64_t done_ = 0;
};

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(CurlOptions options) : options_(std::move(options)) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(initialised);
    // Writing to a connection that the peer has closed raises SIGPIPE, which would end the process:
    // ignore it, unless the program has a handler of its own.
    struct sigaction current {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
      std::signal(SIGPIPE, SIG_IGN);
    }
  }

  Result<HttpResponse> Send(const HttpRequest& request, milliseconds timeout,
                            const std::function<bool()>& stop) override {
    if (stop && stop()) return DeadlineExceeded(request.method + " " + request.url);
    if (timeout.count() <= 0) return DeadlineExceeded(request.method + " " + request.url);
    if (options_.ca_bundle.empty() && request.url.starts_with("https:")) {
      return ConfigurationError("no bundle of CA certificates found: set SSL_CERT_FILE");
    }
    auto slot = Take();
    Exchange exchange{request, options_.max_response_bytes, {}};
    char text[CURL_ERROR_SIZE] = "";
    const HeaderLines lines = MakeHeaderLines(request);
    SetOptions(slot->easy, exchange, timeout, lines.get(), text);
    const auto deadline = SteadyClock::now() + timeout;
    bool stopped = false;
    CURLcode code = Perform(*slot, exchange, deadline, stop, stopped);
    if (MetDeadConnection(slot->easy, exchange, code)) {
      exchange.body_sent = 0;
      Set(slot->easy, CURLOPT_FRESH_CONNECT, 1L);
      code = Perform(*slot, exchange, deadline, stop, stopped);
    }
    auto result = Conclude(*slot, exchange, code, stopped, text);
    curl_easy_reset(slot->easy);
    GiveBack(std::move(slot));
    return result;
  }

 private:
  // Takes the slot that was used last, as its connections are the most likely to be open still.
  std::unique_ptr<Slot> Take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Slot>();
    auto slot = std::move(idle_.back());
    idle_.pop_back();
    return slot;
  }
  void GiveBack(std::unique_ptr<Slot> slot) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(slot));
  }

  void SetOptions(CURL* easy, Exchange& exchange, milliseconds timeout, curl_slist* lines,
                  char* error_text) const {
    Set(easy, CURLOPT_URL, exchange.request.url.c_str());
    Set(easy, CURLOPT_PATH_AS_IS, 1L);
    Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    Set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    Set(easy, CURLOPT_PROXY, "");
    Set(easy, CURLOPT_NOSIGNAL, 1L);
    // do not wait for the thread of a name look-up that was given up
    Set(easy, CURLOPT_QUICK_EXIT, 1L);
    Set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    Set(easy, CURLOPT_MAXAGE_CONN, kLongestIdleSeconds);
    Set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_bundle.empty()) Set(easy, CURLOPT_CAINFO, options_.ca_bundle.c_str());
    Set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    Set(easy, CURLOPT_HTTPHEADER, lines);
    Set(easy, CURLOPT_ERRORBUFFER, error_text);
    Set(easy, CURLOPT_WRITEFUNCTION, OnBody);
    Set(easy, CURLOPT_WRITEDATA, &exchange);
    Set(easy, CURLOPT_HEADERFUNCTION, OnHeader);
    Set(easy, CURLOPT_HEADERDATA, &exchange);
    Set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    const bool own_wait = exchange.request.waits.connect.count() > 0;
    const auto connect = own_wait ? exchange.request.waits.connect : options_.connect_timeout;
    Set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, connect).count()));
    SetBody(easy, exchange);
  }

  CURLcode Perform(Slot& slot, Exchange& exchange, SteadyClock::time_point deadline,
                   const std::function<bool()>& stop, bool& stopped) const {
    WaitWatch watch(slot.easy, exchange, options_.now);
    curl_multi_add_handle(slot.multi, slot.easy);
    const CURLcode code = Run(slot, deadline, stop, watch, stopped);
    curl_multi_remove_handle(slot.multi, slot.easy);
    return code;
  }

  static CURLcode Run(Slot& slot, SteadyClock::time_point deadline,
                      const std::function<bool()>& stop, WaitWatch& watch, bool& stopped) {
    while (true) {
      int running = 0;
      if (curl_multi_perform(slot.multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      int queued = 0;
      while (const CURLMsg* message = curl_multi_info_read(slot.multi, &queued)) {
        if (message->msg == CURLMSG_DONE) return message->data.result;
      }
      if ((stop && stop()) || watch.IsOver()) {
        stopped = true;
        return CURLE_ABORTED_BY_CALLBACK;
      }
      if (SteadyClock::now() >= deadline) return CURLE_OPERATION_TIMEDOUT;
      curl_multi_poll(slot.multi, nullptr, 0, kPollMilliseconds, nullptr);
    }
  }

  static Result<HttpResponse> Conclude(Slot& slot, Exchange& exchange, CURLcode code, bool stopped,
                                       const char* text) {
    const std::string what = exchange.request.method + " " + exchange.request.url;
    if (code == CURLE_OK && exchange.head_complete) {
      long status = 0;
      curl_easy_getinfo(slot.easy, CURLINFO_RESPONSE_CODE, &status);
      exchange.response.status = static_cast<int>(status);
      return std::move(exchange.response);
    }
    Error error;
    error.outcome_unknown = !NeverSent(slot.easy);
    if (exchange.too_large) {
      error.code = "bad_response";
      error.message = what + ": the answer is too large";
    } else if (exchange.not_taken) {
      error.code = "bad_response";
      error.message = what + ": the answer was not taken";
    } else if (stopped) {
      error.code = "deadline_exceeded";
      error.message = what + ": cancelled, or waited too long";
    } else {
      // A time-out before anything was sent counts as a failed connection, because a new try may
      // reach another server.
      const bool own_wait = exchange.request.waits.connect.count() > 0;
      const bool timed_out =
          code == CURLE_OPERATION_TIMEDOUT && (error.outcome_unknown || own_wait);
      error.code = timed_out ? "deadline_exceeded" : "network_error";
      const char* reason = *text != '\0' ? text : curl_easy_strerror(code);
      error.message = what + ": " + (code == CURLE_OK ? "the answer is cut off" : reason);
      // Wrong certificates, URLs and settings stay wrong, so those are not retried.
      error.retryable =
          error.outcome_unknown ||
          (code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CACERT_BADFILE &&
           code != CURLE_URL_MALFORMAT && code != CURLE_UNSUPPORTED_PROTOCOL);
    }
    return error;
  }

  const CurlOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Slot>> idle_;
};

}  // namespace

std::string FindCaBundle(const Environment& environment) {
  if (const auto set = environment("SSL_CERT_FILE"); set && !set->empty()) return *set;
  static constexpr std::array<const char*, 6> kUsualPlaces = {
      "/etc/ssl/certs/ca-certificates.crt",
      "/etc/pki/tls/certs/ca-bundle.crt",
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
      "/etc/ssl/ca-bundle.pem",
      "/etc/pki/tls/cacert.pem",
      "/etc/ssl/cert.pem"};
  for (const char* path : kUsualPlaces) {
    std::error_code unreadable;
    if (std::filesystem::is_regular_file(path, unreadable)) return path;
  }
  return {};
}

std::shared_ptr<Transport> MakeCurlTransport(CurlOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace oci
