#include "local/standin/nosql/wire.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

TEST_CASE("wire: an answer carries the headers of the protocol") {
  WireBench bench;
  const Response response = bench.SendWire(WireBody(14, "", Json::object()));
  CHECK(response.status == 200);
  const std::map<std::string, std::string> headers(response.headers.begin(),
                                                   response.headers.end());
  CHECK(headers.at("Content-Type") == "application/octet-stream");
  CHECK(headers.at("x-nosql-request-id") == "7");
  CHECK(headers.at("x-nosql-serial-version") == "4");
}

TEST_CASE("wire: another version is refused in a way that drivers of any version read") {
  WireBench bench;
  for (const char version : {'\1', '\2', '\3', '\5'}) {
    const Response response = bench.SendWire(std::string("\0", 1) + version + "\6");
    REQUIRE(response.status == 200);
    REQUIRE_FALSE(response.body.empty());
    CHECK(response.body[0] == 24);
    CHECK(response.body.find("Invalid driver serial version " + std::to_string(version)) !=
          std::string::npos);
  }
}

TEST_CASE("wire: what is no message of the protocol is refused by code") {
  WireBench bench;
  const auto code = [&](const std::string& body) {
    const auto answer = nson::Decode(bench.SendWire(body).body);
    REQUIRE(answer.ok());
    return JsonOfNson(*answer).value("e", 0);
  };
  const std::string version("\0\4", 2);
  CHECK(code("") == 17);
  CHECK(code("\0") == 17);
  CHECK(code(version) == 17);
  CHECK(code(version + "\x7") == 17);
  CHECK(code(version + nson::Encode(NsonOf(5))) == 17);
  CHECK(code(version + nson::Encode(NsonOf(Json::object()))) == 17);
  CHECK(code(version + nson::Encode(NsonOf({{"h", {{"o", 2}}}}))) == 17);
  CHECK(code(version + nson::Encode(NsonOf({{"h", 1}, {"p", Json::object()}}))) == 17);
  CHECK(code(version + nson::Encode(NsonOf({{"h", {{"o", "2"}}}, {"p", Json::object()}}))) == 17);
  CHECK(code(WireBody(2, "t", {{"co", 1}, {"k", Json::object()}})) == 17);
  CHECK(code(WireBody(2, "t", {{"co", {{"y", 2}}}, {"k", Json::object()}})) == 17);
}

TEST_CASE("wire: operations that the stand-in lacks are refused by name") {
  WireBench bench;
  CHECK(bench.WireAny(99, "", Json::object()) == Json{{"e", 1}, {"x", "Unknown operation: 99"}});
  CHECK(bench.WireAny(-1, "", Json::object())["e"] == 1);
  CHECK(bench.WireAny(16, "", Json::object())["e"] == 1);
  CHECK(bench.WireAny(23, "", Json::object())["e"] == 17);
  CHECK(bench.WireAny(33, "t", Json::object())["e"] == 21);
}

TEST_CASE("wire: a request of more than 2 MB is refused, several writes may have 25 MB") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, s STRING, PRIMARY KEY(id))");
  const Json row = {{"id", 1}, {"s", std::string(2100000, 'x')}};
  CHECK(bench.WireAny(3, "t", {{"l", row}})["e"] == 8);
  const Json write = {{"o", 3}, {"n", "t"}, {"l", row}};
  CHECK(bench.WireAny(9, "t", {{"os", Json::array({write})}})["e"] == 5);
}

TEST_CASE("wire: the compartment is the header's, else the tenancy of the key") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  const auto tables = [&](const oci::HeaderList& headers) {
    const auto answer = nson::Decode(
        bench.service
            ->Handle({"POST", "/V2/nosql/data", "", headers, WireBody(14, "", Json::object())})
            .body);
    REQUIRE(answer.ok());
    return JsonOfNson(*answer).value("tb", Json::array()).size();
  };
  CHECK(tables({{"x-nosql-compartment-id", kCompartment}}) == 1);
  CHECK(tables({{"x-nosql-compartment-id", "ocid1.compartment.oc1..other"}}) == 0);
  const std::string signature = "Signature version=\"1\",keyId=\"" + kCompartment + "/u/f\"";
  CHECK(tables({{"authorization", signature}}) == 1);
  CHECK(tables({}) == 0);
}

TEST_CASE("wire: shards are told to drivers that do not know them") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, PRIMARY KEY(id))");
  CHECK(bench.WireGet("t", {{"id", 1}})["tp"] == Json{{"pn", 1}, {"sa", {1}}});
  bench.topology = 1;
  CHECK_FALSE(bench.WireGet("t", {{"id", 1}}).contains("tp"));
}

TEST_CASE("wire: a table that does not exist") {
  WireBench bench;
  CHECK(bench.WireAny(2, "nope", {{"k", {{"id", 1}}}}) ==
        Json{{"e", 2}, {"x", "Table not found: " + kCompartment + ":nope"}});
}

}  // namespace
}  // namespace standin::nosql
