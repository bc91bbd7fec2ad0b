// For tests of REST operations.
#pragma once

#include <cstdio>

#include "local/standin/nosql/testing.h"

namespace standin::nosql {

inline std::string Encode(const std::string& text) {
  std::string encoded;
  for (char c : text) {
    char code[8];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    encoded += code;
  }
  return encoded;
}

inline const std::string kInCompartment = "?compartmentId=" + kCompartment;

inline Answer Prepare(Bench& bench, const std::string& statement) {
  return bench.Call("GET", "/query/prepare" + kInCompartment + "&statement=" + Encode(statement));
}

inline Answer RunPrepared(Bench& bench, const Answer& prepared) {
  return bench.Call("POST", "/query",
                    {{"compartmentId", kCompartment},
                     {"statement", prepared.body["statement"]},
                     {"isPrepared", true}});
}

}  // namespace standin::nosql
