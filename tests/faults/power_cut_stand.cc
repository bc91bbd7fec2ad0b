#include "tests/faults/power_cut_stand.h"

#include "common/files.h"
#include "local/standin/base/random.h"
#include "oci/json_text.h"
#include "oci/resource_principal.h"

namespace tests {
namespace {

using Json = nlohmann::json;

const std::string kAddress = "http://127.0.0.1:1";
const std::string kIn = std::string("?compartmentId=") + standin::kCompartmentId;
const std::string kBuckets = std::string("/n/") + standin::kNamespace + "/b";
constexpr const char* kSender = "no-reply@fotogal.example";

oci::TimePoint StandsStill() { return oci::TimePoint(std::chrono::seconds(1795269600)); }

std::string KindOf(const std::string& thing) { return thing.substr(0, thing.find(':')); }
std::string NumberOf(const std::string& thing) { return thing.substr(thing.find(':') + 1); }
std::string ObjectAt(const char* bucket, const std::string& thing) {
  return kBuckets + "/" + bucket + "/o/" + KindOf(thing) + NumberOf(thing);
}
bool IsDeleted(int version) { return version % 4 == 0; }

// Bytes that differ in every block of the disk.
std::string BytesOf(const std::string& thing, int version, size_t most) {
  const std::string name = thing + " version " + std::to_string(version) + " ";
  const size_t size = 20 + static_cast<size_t>(version) * 104729 % most;
  std::string bytes;
  while (bytes.size() < size) bytes += name + std::to_string(bytes.size()) + " ";
  return bytes;
}

// Where things are made that are listed, and the member that has their name.
struct Place {
  std::string path, member;
  Json details;
};

Place PlaceOf(const std::string& kind, const std::string& name) {
  if (kind == "par")
    return {kBuckets + "/plain/p",
            "name",
            {{"objectName", "any"},
             {"accessType", "ObjectRead"},
             {"timeExpires", "2030-01-01T00:00:00Z"},
             {"name", name}}};
  if (kind == "group")
    return {"/20200531/logGroups",
            "displayName",
            {{"compartmentId", standin::kCompartmentId}, {"displayName", name}}};
  if (kind == "sender")
    return {"/20170907/senders",
            "emailAddress",
            {{"compartmentId", standin::kCompartmentId}, {"emailAddress", name + "@a.example"}}};
  if (kind == "bucket")
    return {kBuckets, "name", {{"compartmentId", standin::kCompartmentId}, {"name", name}}};
  return {std::string("/20160918/users/") + standin::kUserId + "/authTokens",
          "description",
          {{"description", name}}};
}

}  // namespace

std::string ValueOf(const std::string& thing, int version) {
  constexpr size_t kMostOfRow = 3000, kMostOfLargeRow = 300000, kMostOfObject = 30000;
  const std::string kind = KindOf(thing);
  if (kind == "mail") return std::to_string(version);
  if (kind == "upload") return version == 0 ? "" : BytesOf(thing, 1, kMostOfObject);
  if (kind == "kept") {
    std::string all;
    for (int i = version; i > 0; --i) all += BytesOf(thing, i, kMostOfRow) + "|";
    return all;
  }
  if ((kind == "row" || kind == "object") && IsDeleted(version)) return "";
  if (kind == "row")
    return BytesOf(thing, version, NumberOf(thing) > "5" ? kMostOfLargeRow : kMostOfRow);
  if (kind == "object") return BytesOf(thing, version, kMostOfObject);
  return version % 2 == 1 ? "is there" : "";
}

oci::Result<std::unique_ptr<Stand>> Stand::Open(const std::filesystem::path& data) {
  std::unique_ptr<Stand> stand(new Stand);
  stand->data_ = data;
  OCI_ASSIGN_OR_RETURN(const auto folder, local::OpenDataFolder(data.string()));
  OCI_ASSIGN_OR_RETURN(stand->cursor_key_, local::ReadOrMakeSecret(folder.CursorKey()));
  OCI_ASSIGN_OR_RETURN(stand->push_key_, local::ReadOrMakeSecret(folder.PushKey()));
  OCI_ASSIGN_OR_RETURN(stand->nosql_,
                       standin::nosql::Service::Open({folder.path + "/nosql.db", &StandsStill}));
  standin::Cloud::Options options;
  options.folder = folder.path;
  options.nosql = [&nosql = *stand->nosql_](const standin::Request& request) {
    return nosql.Handle(request);
  };
  options.public_url = kAddress;
  options.clock = &StandsStill;
  options.random = standin::SystemRandom();
  OCI_ASSIGN_OR_RETURN(stand->cloud_, standin::Cloud::Open(std::move(options)));
  const auto environment = [variables = stand->cloud_->principals().ResourcePrincipalEnvironment()](
                               const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  OCI_ASSIGN_OR_RETURN(auto credentials, oci::ResourcePrincipal(environment, &StandsStill));
  auto dependencies =
      oci::ProcessDependencies(std::make_shared<standin::InProcessTransport>(
                                   [&cloud = *stand->cloud_](const standin::Request& request) {
                                     return local::Reply(cloud.Handle(request));
                                   }),
                               std::move(credentials));
  dependencies.clock = &StandsStill;
  dependencies.sleep = [](std::chrono::milliseconds) {};
  stand->requester_ = std::make_shared<oci::Requester>(std::move(dependencies));
  return stand;
}

Stand::Answer Stand::Ask(const std::string& method, const std::string& target,
                         const std::string& body, oci::HeaderList headers) {
  oci::Call call(&StandsStill, StandsStill() + std::chrono::seconds(30));
  const auto answer = requester_->SendForAnyStatus(
      call, {method, kAddress + target, std::move(headers), body}, oci::Retry::kNever);
  if (!answer.ok()) return {0, {}, answer.error().message, ""};
  return {answer->status, Json::parse(answer->body, nullptr, false), answer->body,
          std::string(oci::FindHeader(answer->headers, "etag"))};
}

Stand::Answer Stand::Ask(const std::string& method, const std::string& target, const Json& body) {
  return Ask(method, target, oci::JsonText(body), {{"content-type", "application/json"}});
}

bool Stand::MakePlaces() {
  const Json table = {
      {"name", "t"},
      {"compartmentId", standin::kCompartmentId},
      {"ddlStatement", "CREATE TABLE t (id LONG, v STRING, PRIMARY KEY(id))"},
      {"tableLimits", {{"maxReadUnits", 50}, {"maxWriteUnits", 50}, {"maxStorageInGBs", 1}}}};
  if (Ask("POST", "/20190828/tables", table).status != 202) return false;
  for (const char* name : {"plain", "versions"}) {
    Json bucket = {{"name", name}, {"compartmentId", standin::kCompartmentId}};
    if (std::string(name) == "versions") bucket["versioning"] = "Enabled";
    if (Ask("POST", kBuckets, bucket).status != 200) return false;
  }
  const Json sender = {{"compartmentId", standin::kCompartmentId}, {"emailAddress", kSender}};
  return Ask("POST", "/20170907/senders", sender).status == 200;
}

bool Stand::Bring(const std::string& thing, int version) {
  const std::string kind = KindOf(thing);
  if (kind == "row") return BringRow(thing, version);
  if (kind == "object" || kind == "kept") return BringObject(thing, version);
  if (kind == "upload") return BringUpload(thing);
  if (kind == "mail") return SendMail(thing);
  return BringListed(thing, version);
}

bool Stand::BringRow(const std::string& thing, int version) {
  if (IsDeleted(version))
    return Ask("DELETE", "/20190828/tables/t/rows" + kIn + "&key=id:" + NumberOf(thing)).status ==
           200;
  const Json row = {
      {"compartmentId", standin::kCompartmentId},
      {"value", {{"id", std::stoi(NumberOf(thing))}, {"v", ValueOf(thing, version)}}}};
  return Ask("PUT", "/20190828/tables/t/rows", row).status == 200;
}

bool Stand::BringObject(const std::string& thing, int version) {
  const bool is_kept = KindOf(thing) == "kept";
  const std::string target = ObjectAt(is_kept ? "versions" : "plain", thing);
  if (!is_kept && IsDeleted(version)) return Ask("DELETE", target).status == 204;
  std::string bytes = ValueOf(thing, version);
  if (is_kept) bytes.resize(bytes.find('|'));
  return Ask("PUT", target, bytes, {{"content-type", "text/plain"}}).status == 200;
}

bool Stand::BringUpload(const std::string& thing) {
  const std::string name = KindOf(thing) + NumberOf(thing);
  const auto begun = Ask("POST", kBuckets + "/plain/u", Json{{"object", name}});
  if (begun.status != 200) return false;
  const std::string upload = kBuckets + "/plain/u/" + name +
                             "?uploadId=" + oci::PercentEncode(begun.body.value("uploadId", ""));
  const auto part = Ask("PUT", upload + "&uploadPartNum=1", ValueOf(thing, 1),
                        {{"content-type", "application/octet-stream"}});
  if (part.status != 200) return false;
  const Json parts = {{"partsToCommit", {{{"partNum", 1}, {"etag", part.etag}}}}};
  return Ask("POST", upload, parts).status == 200;
}

bool Stand::SendMail(const std::string& thing) {
  const Json mail = {
      {"sender",
       {{"senderAddress", {{"email", kSender}}}, {"compartmentId", standin::kCompartmentId}}},
      {"recipients", {{"to", {{{"email", "ana@example.com"}}}}}},
      {"subject", thing},
      {"bodyText", std::string(3000, 'm')}};
  return Ask("POST", "/20220926/actions/submitEmail", mail).status == 200;
}

Json Stand::Listed(const std::string& kind) {
  const auto place = PlaceOf(kind, "");
  const auto listed = Ask("GET", place.path + kIn);
  return listed.body.is_array() ? listed.body : oci::ArrayMember(listed.body, "items");
}

bool Stand::BringListed(const std::string& thing, int version) {
  const std::string kind = KindOf(thing), name = kind + NumberOf(thing);
  const auto place = PlaceOf(kind, name);
  if (version % 2 == 1) {
    const int status = Ask("POST", place.path, place.details).status;
    return status == 200 || status == 202;
  }
  for (const Json& item : Listed(kind)) {
    if (!oci::StringMember(item, place.member.c_str()).starts_with(name)) continue;
    const std::string id = oci::StringMember(item, kind == "bucket" ? "name" : "id");
    const int status = Ask("DELETE", place.path + "/" + oci::PercentEncode(id)).status;
    return status == 204 || status == 202;
  }
  return false;
}

std::string Stand::See(const std::string& thing) {
  const std::string kind = KindOf(thing);
  if (kind == "row") return SeeRow(thing);
  if (kind == "object" || kind == "upload") return SeeObject(ObjectAt("plain", thing));
  if (kind == "kept") return SeeVersions(thing);
  if (kind != "mail") return SeeListed(thing);
  int count = 0;
  for (const auto& mail : standin::ReadMails(data_ / "email"))
    count += mail.value("subject", "") == thing && mail.value("bodyText", "").size() == 3000;
  return std::to_string(count);
}

std::string Stand::SeeRow(const std::string& thing) {
  const auto got = Ask("GET", "/20190828/tables/t/rows" + kIn + "&key=id:" + NumberOf(thing));
  if (got.status == 404) return "";  // the table was not made
  if (got.status != 200) return "?" + got.text;
  return got.body.contains("value") ? oci::StringMember(got.body["value"], "v") : "";
}

std::string Stand::SeeObject(const std::string& target) {
  const auto got = Ask("GET", target);
  if (got.status == 404) return "";
  return got.status == 200 ? got.text : "?" + got.text;
}

std::string Stand::SeeVersions(const std::string& thing) {
  const std::string target = ObjectAt("versions", thing);
  const auto list =
      Ask("GET", kBuckets + "/versions/objectversions?prefix=" + KindOf(thing) + NumberOf(thing));
  if (list.status != 200) return list.status == 404 ? "" : "?" + list.text;
  std::string all;
  for (const Json& item : oci::ArrayMember(list.body, "items"))
    all += SeeObject(target + "?versionId=" + oci::StringMember(item, "versionId")) + "|";
  return all;
}

std::string Stand::SeeListed(const std::string& thing) {
  const std::string kind = KindOf(thing), name = kind + NumberOf(thing);
  const auto place = PlaceOf(kind, name);
  for (const Json& item : Listed(kind)) {
    if (oci::StringMember(item, place.member.c_str()).starts_with(name)) return "is there";
  }
  return "";
}

std::set<std::string> Stand::Things() {
  std::set<std::string> things;
  const Json query = {{"compartmentId", standin::kCompartmentId},
                      {"statement", "SELECT id FROM t"}};
  const auto rows = Ask("POST", "/20190828/query", query);
  for (const Json& row : oci::ArrayMember(rows.body, "items"))
    things.insert("row:" + oci::JsonText(row.value("id", Json())));
  const auto objects = Ask("GET", kBuckets + "/plain/o");
  for (const Json& object : oci::ArrayMember(objects.body, "objects")) {
    std::string name = oci::StringMember(object, "name");
    things.insert(name.insert(name.find_first_of("0123456789"), ":"));
  }
  return things;
}

std::map<std::string, std::string> Stand::Fixed() const {
  const auto principals = data_ / "principals";
  std::map<std::string, std::string> fixed = {{"cursor-key", cursor_key_}, {"push-key", push_key_}};
  for (const char* key : {"authority.pem", "operator/key.pem", "resource-principal/private.pem"})
    fixed[key] = common::ReadFile(principals / key).value_or("");
  return fixed;
}

}  // namespace tests
