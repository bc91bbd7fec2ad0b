// A browser as far as it asks a server for something: six connections to each host, a cache, and
// redirects.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/page/connection.h"

namespace bench {

// What went over the wire. Bytes are those of bodies.
struct Traffic {
  long to_gateway = 0, to_storage = 0;  // requests; to_storage: those to another host
  long unchanged = 0;                   // of them, answered by 304
  long busy = 0;                        // of them, answered by 503, and sent again
  long json_bytes = 0, picture_bytes = 0;
  double ms = 0;

  Traffic& operator+=(const Traffic& other);
};

class Browser {
 public:
  // `cookie`: of a session, "name=value"; it is sent to the gateway only.
  Browser(int port, std::string cookie);
  ~Browser();

  // Answers 200 or 304, or throws.
  nlohmann::json GetJson(const std::string& url);
  // All at the same time, as many as there are connections.
  void GetPictures(const std::vector<std::string>& urls);
  // Makes what the cache holds older.
  void LetPass(std::chrono::seconds time);

  // Since the last time, without the time that it took.
  Traffic Take();

 private:
  struct Kept {
    std::string etag, body;
    std::chrono::seconds fresh_for{0};
  };
  struct Lane;

  // From the cache, or from where it leads.
  std::string Fetch(Lane& lane, const std::string& url, bool is_json);
  Answer Ask(Lane& lane, const std::string& url, const std::string& etag);
  void Keep(const std::string& url, const Answer& answer);

  const int port_;
  const std::string cookie_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // one connection to each host
  std::mutex mutex_;
  std::map<std::string, Kept> cache_;
  Traffic traffic_;
};

// How long an answer may be used without asking, going by its Cache-Control; nullopt: it must not
// be kept.
std::optional<std::chrono::seconds> FreshFor(std::string_view cache_control);

}  // namespace bench
