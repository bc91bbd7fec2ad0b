// A client of NoSQL over a scripted service, for the tests of its sources.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "oci/nosql.h"
#include "oci/testing.h"

namespace oci::nosql::testing {

using oci::testing::At;
using oci::testing::Bench;
using oci::testing::LostAnswer;

inline const std::string kBase = "https://nosql.example.com/20190828";
inline const char* const kUsage = R"("usage":{"readUnitsConsumed":2,"writeUnitsConsumed":3})";

inline const char* const kPrepared =
    R"({"usage":{"readUnitsConsumed":2,"writeUnitsConsumed":0},"statement":"AAEC\/w=="})";

// Statements are prepared beside their first use, so preparations have answers of their own:
// kPrepared when the script for them is over.
struct Table : Bench {
  Table() : client(requester, {"https://nosql.example.com", "ocid1.c/x"}) {
    transport->aside =
        [this](const HttpRequest& request,
               std::chrono::milliseconds timeout) -> std::optional<Result<HttpResponse>> {
      if (request.url.find("/query/prepare?") == std::string::npos) return std::nullopt;
      prepared.push_back(request);
      prepare_timeout = timeout;
      if (preparations.empty()) return HttpResponse{200, {}, kPrepared};
      HttpResponse answer = std::move(preparations.front());
      preparations.pop_front();
      return answer;
    };
  }
  const HttpRequest& sent(size_t index) const { return transport->sent.at(index); }
  Json body(size_t index) const { return Json::parse(sent(index).body); }
  std::deque<HttpResponse> preparations;
  std::vector<HttpRequest> prepared;
  std::chrono::milliseconds prepare_timeout{0};
  Client client;
};

inline std::string Usage(const std::string& rest = "") {
  return std::string("{") + kUsage + (rest.empty() ? "" : "," + rest) + "}";
}

}  // namespace oci::nosql::testing
