#include "local/gateway/forwarded_headers.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("headers of one connection go no further, nor those that Connection names") {
  oci::HeaderList headers = {{"connection", "close, X-Mine ,x-other"},
                             {"Connection", "X-Third"},
                             {"Keep-Alive", "5"},
                             {"TE", "trailers"},
                             {"transfer-encoding", "chunked"},
                             {"Upgrade", "h2c"},
                             {"Expect", "100-continue"},
                             {"Proxy-Authorization", "x"},
                             {"x-mine", "1"},
                             {"X-Other", "2"},
                             {"X-THIRD", "3"},
                             {"X-Kept", "4"}};
  local::RemoveHopHeaders(headers);
  CHECK(headers == oci::HeaderList{{"X-Kept", "4"}});
}

TEST_CASE("what the client says of its way here is kept and appended to") {
  oci::HeaderList headers = {
      {"x-real-ip", "6.6.6.6"},       {"forwarded", "for=1.1.1.1;proto=https"},
      {"X-Forwarded-For", "1.1.1.1"}, {"Forwarded", "for=2.2.2.2"},
      {"x-forwarded-for", "2.2.2.2"}, {"X-Real-IP", "7.7.7.7"}};
  local::AddForwarded(headers, "192.0.2.1");
  CHECK(headers ==
        oci::HeaderList{{"Forwarded", "for=1.1.1.1;proto=https, for=2.2.2.2, for=192.0.2.1"},
                        {"X-Forwarded-For", "1.1.1.1, 2.2.2.2, 192.0.2.1"},
                        {"X-Real-Ip", "192.0.2.1"}});
}

TEST_CASE("an IPv6 address is quoted and in brackets in Forwarded alone") {
  oci::HeaderList headers;
  local::AddForwarded(headers, "2001:db8::1");
  CHECK(headers == oci::HeaderList{{"Forwarded", "for=\"[2001:db8::1]\""},
                                   {"X-Forwarded-For", "2001:db8::1"},
                                   {"X-Real-Ip", "2001:db8::1"}});
}
