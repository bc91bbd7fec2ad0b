// HTTP requests to hosts of this machine, over connections that are kept.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oci/http.h"

namespace bench {

struct Answer {
  int status = 0;                              // 0: none
  std::map<std::string, std::string> headers;  // names in lower case
  std::vector<std::string> cookies;            // values of Set-Cookie
  std::string body;                            // as sent: it may be compressed
  std::string Header(const std::string& name) const;
  void AddHeader(const std::string& name, const std::string& value);
};

struct Ask {
  std::string method = "GET";
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {}, content_type = {};
};

class Connection {
 public:
  Connection(const std::string& host, int port);
  Answer Send(const Ask& ask);

 private:
  std::string origin_;
  std::shared_ptr<oci::Transport> transport_;
};

// "http://127.0.0.1:80/a?b" in parts; a path alone leads to the host and port that are given.
struct Target {
  std::string host;
  int port = 0;
  std::string path;
};
Target TargetOf(const std::string& url, int own_port);

// The text in gzip's form; throws when it is none.
std::string Unzip(const std::string& packed);

}  // namespace bench
