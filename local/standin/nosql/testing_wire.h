// For tests of Oracle's own protocol: NSON as JSON, in the way of the recorded exchanges. An
// INTEGER, STRING, BOOLEAN, ARRAY and MAP is what it is in JSON; the other types are objects like
// {"$long": 5}, {"$double": 0.5}, {"$number": "1.5"}, {"$timestamp": "..."}, {"$binary": "base64"},
// {"$jsonnull": 1}, {"$null": 1}, {"$empty": 1}.
#pragma once

#include "local/standin/nosql/testing.h"
#include "nosql/nson.h"
#include "nosql/protocol.h"

namespace standin::nosql {

::nosql::nson::Value NsonOf(const Json& json);
Json JsonOfNson(const ::nosql::nson::Value& value);

inline Json Long(int64_t number) { return {{"$long", number}}; }

class WireBench : public Bench {
 public:
  using Bench::Bench;
  using Op = ::nosql::protocol::Operation;

  // The answer's map. Fails the test when it is no NSON, or an error; ask CallAny for those.
  Json Wire(Op operation, const std::string& table, const Json& payload);
  // {"e": code, "x": message} for an error.
  Json WireAny(int operation, const std::string& table, const Json& payload);
  // The body as it is; headers besides the compartment.
  Response SendWire(const std::string& body);

  Json WirePut(const std::string& table, const Json& row, const Json& more = Json::object());
  Json WireGet(const std::string& table, const Json& key);
  Json WireQuery(const std::string& statement, const Json& more = Json::object());
  // DDL, with limits for a new table; until it is done.
  Json WireDdl(const std::string& statement);

  std::string user_agent = "NoSQL-NodeSDK/5.5.3";
  int topology = -1;
};

// The frame of a request.
std::string WireBody(int operation, const std::string& table, const Json& payload,
                     int topology = -1);

}  // namespace standin::nosql
