// A driver over a scripted service, for the tests of this folder.
#pragma once

#include <string>
#include <utility>

#include "nosql/client.h"
#include "nosql/nson.h"
#include "nosql/protocol.h"
#include "oci/testing.h"

namespace nosql::testing {

using nson::Type;
using nson::Value;

inline Value Of(std::int64_t integer) {
  Value value;
  value.type = Type::kInteger;
  value.integer = integer;
  return value;
}
inline Value Of(int integer) { return Of(std::int64_t{integer}); }
inline Value Long(std::int64_t integer) {
  Value value = Of(integer);
  value.type = Type::kLong;
  return value;
}
inline Value Of(bool flag) {
  Value value;
  value.type = Type::kBoolean;
  value.boolean = flag;
  return value;
}
inline Value Text(Type type, std::string text) {
  Value value;
  value.type = type;
  value.text = std::move(text);
  return value;
}
inline Value Of(const char* text) { return Text(Type::kString, text); }
inline Value Binary(std::string bytes) { return Text(Type::kBinary, std::move(bytes)); }
inline Value Map(std::vector<std::pair<std::string, Value>> fields) {
  Value value;
  value.type = Type::kMap;
  value.fields = std::move(fields);
  return value;
}
inline Value Array(std::vector<Value> items) {
  Value value;
  value.type = Type::kArray;
  value.items = std::move(items);
  return value;
}

// {e: 0, c: {ru, rk, wk}, ...}
inline std::string Success(std::vector<std::pair<std::string, Value>> fields = {}) {
  std::vector<std::pair<std::string, Value>> all = {
      {"e", Of(0)}, {"c", Map({{"ru", Of(2)}, {"rk", Of(1)}, {"wk", Of(3)}})}};
  for (auto& field : fields) all.push_back(std::move(field));
  return nson::Encode(Map(std::move(all)));
}
inline std::string Failure(protocol::Code code, const char* message = "because") {
  return nson::Encode(Map({{"e", Of(static_cast<int>(code))}, {"x", Of(message)}}));
}

struct Bench : oci::testing::Bench {
  Bench() : client(requester, {"https://nosql.example.com", "ocid1.c"}) {}

  Bench& Answer(std::string body) {
    transport->Add(200, std::move(body));
    return *this;
  }
  const oci::HttpRequest& sent(std::size_t index) const { return transport->sent.at(index); }
  std::size_t requests() const { return transport->sent.size(); }
  // The map behind the two bytes of the version.
  Value request(std::size_t index) const {
    return nson::Decode(std::string_view(sent(index).body).substr(2)).value();
  }
  Value header(std::size_t index) const { return *request(index).Find("h"); }
  Value payload(std::size_t index) const { return *request(index).Find("p"); }
  std::int64_t operation(std::size_t index) const { return header(index).Find("o")->integer; }
  std::string header_of(std::size_t index, std::string_view name) const {
    return std::string(oci::FindHeader(sent(index).headers, name));
  }

  Client client;
};

}  // namespace nosql::testing
