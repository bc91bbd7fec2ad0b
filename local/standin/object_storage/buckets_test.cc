// Changes of buckets, and lifecycle policies. More of buckets: service_test.cc.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing_storage.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Header;
using testing::kBucketPath;
using testing::Storage;

const std::string kPolicy = std::string(kBucketPath) + "/l";

json Bucket(Storage& s) { return json::parse(s.Send("GET", kBucketPath).body); }

json Rule(const json& more = json::object()) {
  json rule = {{"name", "forget"},
               {"action", "DELETE"},
               {"timeAmount", 30},
               {"timeUnit", "DAYS"},
               {"target", "previous-object-versions"},
               {"isEnabled", true}};
  rule.update(more);
  return rule;
}

TEST_CASE("a bucket is changed although its own name is given, as Oracle's command line does") {
  Storage s;
  const auto changed = s.Send("POST", kBucketPath,
                              R"({"namespace":"ns","name":"photos","versioning":"Enabled",)"
                              R"("metadata":{"k":"v"},"kmsKeyId":null})");
  REQUIRE(changed.status == 200);
  CHECK(json::parse(changed.body) == Bucket(s));
  CHECK(Header(changed, "etag") == Bucket(s)["etag"]);
  s.Open();
  CHECK(Bucket(s)["versioning"] == "Enabled");
  CHECK(Bucket(s)["metadata"] == json{{"k", "v"}});
  CHECK(Bucket(s)["publicAccessType"] == "NoPublicAccess");
  CHECK(s.Send("POST", kBucketPath, R"({"versioning":"Suspended"})").status == 200);
  CHECK(Bucket(s)["versioning"] == "Suspended");
  CHECK(Bucket(s)["metadata"] == json{{"k", "v"}});
}

TEST_CASE("a change that cannot be made is refused, and changes nothing") {
  Storage s;
  const json before = Bucket(s);
  const auto refused = [&](const std::string& body, oci::HeaderList headers = {}) {
    const auto response = s.Send("POST", kBucketPath, body, std::move(headers));
    CHECK(Bucket(s) == before);
    return std::to_string(response.status) + " " + Code(response);
  };
  CHECK(refused(R"({"name":"new"})") == "501 NotImplemented");
  CHECK(refused(R"({"namespace":"other"})") == "501 NotImplemented");
  CHECK(refused(R"({"kmsKeyId":"k"})") == "501 NotImplemented");
  CHECK(refused(R"({"publicAccessType":"ObjectRead"})") == "501 NotImplemented");
  CHECK(refused(R"({"versioning":"Disabled"})") == "400 InvalidParameter");
  CHECK(refused(R"({"versioning":5})") == "400 InvalidParameter");
  CHECK(refused(R"({"metadata":5})") == "400 InvalidParameter");
  CHECK(refused("[]") == "400 InvalidJSON");
  CHECK(refused(R"({"versioning":"Enabled"})", {{"if-match", "other"}}) == "412 IfMatchFailed");
  const std::string etag = before["etag"];
  CHECK(s.Send("POST", kBucketPath, R"({"versioning":"Enabled"})", {{"if-match", etag}}).status ==
        200);
  CHECK(Bucket(s)["etag"] != etag);
}

TEST_CASE("a bucket is made with versioning, and listed in its compartment") {
  Storage s;
  const auto made = s.Send(
      "POST", "/n/ns/b",
      R"({"name":"kept","compartmentId":"d","versioning":"Enabled","freeformTags":{"a":"b"}})");
  REQUIRE(made.status == 200);
  CHECK(json::parse(made.body)["versioning"] == "Enabled");
  CHECK(json::parse(made.body)["freeformTags"] == json{{"a", "b"}});
  CHECK(s.Send("POST", "/n/ns/b", R"({"name":"x","versioning":"Suspended"})").status == 400);
  const auto listed = [&](const std::string& query) {
    std::string names;
    for (const json& bucket : json::parse(s.Send("GET", "/n/ns/b" + query).body))
      names += bucket["name"].get<std::string>() + " ";
    return names;
  };
  CHECK(listed("?compartmentId=d") == "kept ");
  CHECK(listed("?compartmentId=c") == "photos ");
  CHECK(listed("?compartmentId=e").empty());
  CHECK(listed("") == "kept photos ");
  s.Send("POST", kBucketPath, R"({"compartmentId":"d"})");
  CHECK(listed("?compartmentId=d") == "kept photos ");
}

TEST_CASE("a lifecycle policy is kept as it is, until it is deleted") {
  Storage s;
  CHECK(Code(s.Send("GET", kPolicy)) == "LifecyclePolicyNotFound");
  const auto put = s.Send("PUT", kPolicy, json{{"items", {Rule()}}}.dump());
  REQUIRE(put.status == 200);
  const json policy = json::parse(put.body);
  CHECK(policy["items"] == json::array({Rule()}));
  CHECK(policy["timeCreated"] == "2026-11-21T14:00:00.000Z");
  s.Open();
  const auto got = s.Send("GET", kPolicy);
  CHECK(json::parse(got.body) == policy);
  CHECK(Header(got, "etag") == Header(put, "etag"));
  CHECK(Bucket(s)["objectLifecyclePolicyEtag"] == Header(put, "etag"));
  CHECK(s.Send("DELETE", kPolicy).status == 204);
  s.Open();
  CHECK(s.Send("GET", kPolicy).status == 404);
  CHECK(s.Send("DELETE", kPolicy).status == 404);
  CHECK(s.Send("GET", "/n/ns/b/none/l").status == 404);
}

TEST_CASE("a lifecycle policy with a wrong rule is refused, and the one before stays") {
  Storage s;
  const auto put = [&](const json& rule) {
    return s.Send("PUT", kPolicy, json{{"items", json::array({rule})}}.dump()).status;
  };
  CHECK(put(Rule({{"action", "Delete"}})) == 200);
  const auto before = s.Send("GET", kPolicy).body;
  for (const json& wrong : std::vector<json>{{{"name", ""}},
                                             {{"action", "FORGET"}},
                                             {{"action", "ABORT"}},
                                             {{"target", "buckets"}},
                                             {{"target", "multipart-uploads"}},
                                             {{"timeUnit", "WEEKS"}},
                                             {{"timeAmount", -1}},
                                             {{"timeAmount", "30"}},
                                             {{"isEnabled", "yes"}}}) {
    INFO(wrong.dump());
    CHECK(put(Rule(wrong)) == 400);
  }
  CHECK(s.Send("PUT", kPolicy, "x").status == 400);
  CHECK(s.Send("GET", kPolicy).body == before);
  CHECK(put(Rule({{"action", "ABORT"}, {"target", "multipart-uploads"}})) == 200);
}

}  // namespace
}  // namespace standin
