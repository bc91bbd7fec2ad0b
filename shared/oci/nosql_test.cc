#include "oci/nosql.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing_nosql.h"

namespace oci::nosql {
namespace {

using namespace testing;

TEST_CASE("get: the key in the URL, value, version and units in the result") {
  Table table;
  table.transport->Add(200, Usage(R"("value":{"a":"x\/y","n":null})"), {{"etag", "v1"}});
  Call call = table.NewCall();
  const auto row = table.client.Get(
      call, "my table", {{"name", "u:a&b+c"}, {"id", 7}, {"ok", true}}, Consistency::kAbsolute);
  REQUIRE(row.ok());
  REQUIRE(row->has_value());
  CHECK((*row)->value == Json{{"a", "x/y"}, {"n", nullptr}});
  CHECK((*row)->version == "v1");
  CHECK(table.sent(0).url == kBase +
                                 "/tables/my%20table/rows?compartmentId=ocid1.c%2Fx"
                                 "&key=name%3Au%3Aa%26b%2Bc&key=id%3A7&key=ok%3Atrue"
                                 "&consistency=ABSOLUTE");
  CHECK(call.read_units == 2);
  CHECK(call.write_units == 3);
}

TEST_CASE("get: no such row; no such table; a key that is no key") {
  Table table;
  table.transport->Add(200, Usage()).Add(404, R"({"code":"TableNotFound","message":"m"})");
  Call call = table.NewCall();
  const auto none = table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual);
  REQUIRE(none.ok());
  CHECK_FALSE(none->has_value());
  CHECK(table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual).error().code ==
        "TableNotFound");
  for (const Json& key : std::vector<Json>{nullptr, 1.5, Json::array(), Json::object()}) {
    CHECK(table.client.Get(call, "t", {{"id", key}}, Consistency::kEventual).error().code ==
          "invalid_request");
  }
  CHECK(table.transport->sent.size() == 2);
}

TEST_CASE("answers with raw control characters in strings are understood") {
  Table table;
  std::string value = "a";
  value += '\0';
  value += "\x01\x1f\x7f\nb\\\"\\";
  std::string text = R"({"value":{"s":"a)";
  text += '\0';
  text += "\x01\x1f\x7f\n";
  text += R"(b\\\"\\"}})";
  table.transport->Add(200, text, {{"etag", "v"}});
  Call call = table.NewCall();
  const auto row = table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual);
  REQUIRE(row.ok());
  CHECK((*row)->value["s"] == value);
}

TEST_CASE("an answer that is no JSON object is a bad response") {
  for (const char* body : {"", "[]", "{", "null", "{\"value\":\"\xFF\"}", "<html>"}) {
    INFO(body);
    Table table;
    table.transport->Add(200, body);
    Call call = table.NewCall();
    const auto row = table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual);
    REQUIRE_FALSE(row.ok());
    CHECK(row.error().code == "bad_response");
  }
}

TEST_CASE("put: body, options and header") {
  Table table;
  table.transport->Add(200, Usage(R"("version":"v2")"), {{"etag", "v2"}})
      .Add(200, Usage())
      .Add(200, Usage(R"("version":"v3")"));
  Call call = table.NewCall();
  PutOptions options;
  options.ttl_days = 90;
  auto put = table.client.Put(call, "t", {{"id", 1}, {"text", "Zürich 📷"}}, options);
  REQUIRE(put.ok());
  CHECK(put->written);
  CHECK(put->version == "v2");
  CHECK(table.body(0) == Json{{"compartmentId", "ocid1.c/x"},
                              {"value", {{"id", 1}, {"text", "Zürich 📷"}}},
                              {"ttl", 90}});
  options = {};
  options.when = PutOptions::When::kIfPresent;
  put = table.client.Put(call, "t", {{"id", 1}}, options);
  REQUIRE(put.ok());
  CHECK_FALSE(put->written);
  CHECK(table.body(1)["option"] == "IF_PRESENT");
  options = {};
  options.if_match = "a+b/c=";
  options.table_ttl = true;
  put = table.client.Put(call, "t", {{"id", 1}}, options);
  REQUIRE(put.ok());
  CHECK(put->written);
  CHECK(FindHeader(table.sent(2).headers, "if-match") == "a+b/c=");
  CHECK(table.body(2)["isTtlUseTableDefault"] == true);
  CHECK_FALSE(table.body(2).contains("ttl"));
  // Silently sent twice by the transport, the answer to the second would hide that the first was
  // done.
  CHECK_FALSE(table.sent(2).repeatable);
}

TEST_CASE("put of a row that is no object or not UTF-8 is refused before it is sent") {
  Table table;
  Call call = table.NewCall();
  CHECK(table.client.Put(call, "t", Json::array()).error().code == "invalid_request");
  CHECK(table.client.Put(call, "t", {{"a", "\xFF"}}).error().code == "invalid_request");
  CHECK(table.transport->sent.empty());
}

TEST_CASE("put if absent finds what stands there") {
  Table table;
  table.transport->Add(200,
                       Usage(R"("existingValue":{"id":1,"op":"theirs"},"existingVersion":"v")"));
  Call call = table.NewCall();
  PutOptions options;
  options.when = PutOptions::When::kIfAbsent;
  const auto put = table.client.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
  REQUIRE(put.ok());
  CHECK_FALSE(put->written);
  REQUIRE(put->existing);
  CHECK(put->existing->value["op"] == "theirs");
  CHECK(put->existing->version == "v");
  CHECK(table.body(0)["isGetReturnRow"] == true);
}

TEST_CASE("put if absent whose first answer was lost recognises its own row") {
  for (const bool ours : {true, false}) {
    Table table;
    table.transport->AddError(LostAnswer())
        .Add(200, Usage(std::string(R"("existingVersion":"v","existingValue":{"op":")") +
                        (ours ? "ours" : "theirs") + "\"}"));
    Call call = table.NewCall();
    PutOptions options;
    options.when = PutOptions::When::kIfAbsent;
    const auto put = table.client.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
    REQUIRE(put.ok());
    CHECK(put->written == ours);
    CHECK(put->version == (ours ? "v" : ""));
    REQUIRE(put->existing);
    CHECK(put->existing->value["op"] == (ours ? "ours" : "theirs"));
  }
}

TEST_CASE("an op may be a number") {
  for (const int stored : {7, 8}) {
    Table table;
    table.transport->Add(200, Usage(R"("existingVersion":"v","existingValue":{"op":)" +
                                    std::to_string(stored) + "}"));
    Call call = table.NewCall();
    PutOptions options;
    options.when = PutOptions::When::kIfAbsent;
    CHECK(table.client.Put(call, "t", {{"id", 1}, {"op", 7}}, options)->written == (stored == 7));
  }
}

TEST_CASE("a row without op is never taken for one's own") {
  Table table;
  table.transport->Add(200, Usage(R"("existingVersion":"v","existingValue":{"op":null})"));
  Call call = table.NewCall();
  PutOptions options;
  options.when = PutOptions::When::kIfAbsent;
  CHECK_FALSE(table.client.Put(call, "t", {{"id", 1}, {"op", nullptr}}, options)->written);
}

TEST_CASE("put with a stale version is not written") {
  Table table;
  table.transport->Add(412, R"({"code":"ETagMismatch","message":"m"})");
  Call call = table.NewCall();
  PutOptions options;
  options.if_match = "v";
  const auto put = table.client.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
  REQUIRE(put.ok());
  CHECK_FALSE(put->written);
  CHECK(table.transport->sent.size() == 1);
}

TEST_CASE("put with a version whose first answer was lost looks for its own row") {
  for (const bool ours : {true, false}) {
    Table table;
    table.transport->AddError(LostAnswer())
        .Add(412, R"({"code":"ETagMismatch","message":"m"})")
        .Add(200, R"({"name":"t","schema":{"primaryKey":["user","id"]}})")
        .Add(200, Usage(std::string(R"("value":{"op":")") + (ours ? "ours" : "theirs") + "\"}"),
             {{"etag", "v9"}});
    Call call = table.NewCall();
    PutOptions options;
    options.if_match = "v";
    const auto put =
        table.client.Put(call, "t", {{"id", 1}, {"user", "u"}, {"op", "ours"}}, options);
    REQUIRE(put.ok());
    CHECK(put->written == ours);
    CHECK(put->version == (ours ? "v9" : ""));
    CHECK(table.sent(3).url == kBase +
                                   "/tables/t/rows?compartmentId=ocid1.c%2Fx&key=user%3Au"
                                   "&key=id%3A1&consistency=ABSOLUTE");
  }
}

TEST_CASE("delete") {
  Table table;
  table.transport->Add(200, Usage(R"("isSuccess":true)"))
      .Add(200, Usage(R"("isSuccess":false)"))
      .Add(412, R"({"code":"ETagMismatch","message":"m"})");
  Call call = table.NewCall();
  CHECK(table.client.Delete(call, "t", {{"id", 1}}).value());
  CHECK_FALSE(table.client.Delete(call, "t", {{"id", 1}}).value());
  CHECK(table.client.Delete(call, "t", {{"id", 1}}, "v").error().code == "ETagMismatch");
  CHECK(FindHeader(table.sent(2).headers, "if-match") == "v");
  CHECK(table.sent(0).method == "DELETE");
}

TEST_CASE("delete with a version whose first answer was lost") {
  Table table;
  table.transport->AddError(LostAnswer()).Add(412, R"({"code":"ETagMismatch"})").Add(200, Usage());
  Call call = table.NewCall();
  CHECK(table.client.Delete(call, "t", {{"id", 1}}, "v").value());
}

}  // namespace
}  // namespace oci::nosql
