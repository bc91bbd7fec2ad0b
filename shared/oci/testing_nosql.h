// A client of NoSQL over a scripted service, for the tests of its sources.
#pragma once

#include <string>

#include "oci/nosql.h"
#include "oci/testing.h"

namespace oci::nosql::testing {

using oci::testing::At;
using oci::testing::Bench;
using oci::testing::LostAnswer;

inline const std::string kBase = "https://nosql.example.com/20190828";
inline const char* const kUsage = R"("usage":{"readUnitsConsumed":2,"writeUnitsConsumed":3})";

struct Table : Bench {
  Table() : client(requester, {"https://nosql.example.com", "ocid1.c/x"}) {}
  const HttpRequest& sent(size_t index) const { return transport->sent.at(index); }
  Json body(size_t index) const { return Json::parse(sent(index).body); }
  Client client;
};

inline std::string Usage(const std::string& rest = "") {
  return std::string("{") + kUsage + (rest.empty() ? "" : "," + rest) + "}";
}

}  // namespace oci::nosql::testing
