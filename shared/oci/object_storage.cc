#include "oci/object_storage.h"

#include "common/rfc3339.h"
#include "oci/crypto.h"
#include "oci/json_text.h"
#include "oci/object_storage_state.h"

namespace oci::object_storage {
namespace {

ParSummary ToParSummary(const nlohmann::json& json) {
  return {StringMember(json, "id"), StringMember(json, "objectName"),
          StringMember(json, "timeExpires")};
}

Object ToObject(HttpResponse answer) {
  const auto header = [&answer](std::string_view name) {
    return std::string(FindHeader(answer.headers, name));
  };
  Object object;
  object.status = answer.status;
  object.content_type = header("content-type");
  object.etag = header("etag");
  object.content_range = header("content-range");
  object.last_modified = header("last-modified");
  object.content_md5 = header("content-md5");
  object.cache_control = header("cache-control");
  object.content_encoding = header("content-encoding");
  object.content_disposition = header("content-disposition");
  const std::string length = header("content-length");
  object.size = length.empty() ? static_cast<long>(answer.body.size()) : std::atol(length.c_str());
  if (answer.status == 200 || answer.status == 206) object.body = std::move(answer.body);
  return object;
}

}  // namespace

HttpRequest MakeRequest(const char* method, std::string url) {
  HttpRequest request;
  request.method = method;
  request.url = std::move(url);
  return request;
}

Result<ArrayPage> GetArrayPage(Requester& requester, Call& call, std::string url,
                               std::string_view page, const std::string& what) {
  if (!page.empty())
    url += (url.find('?') == std::string::npos ? "?page=" : "&page=") + PercentEncode(page);
  OCI_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      requester.Send(call, MakeRequest("GET", std::move(url)), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(nlohmann::json json, ParseJson(answer));
  if (!json.is_array()) {
    return BadResponse(what + " are not a JSON array", answer.status,
                       std::string(FindHeader(answer.headers, "opc-request-id")));
  }
  return ArrayPage{std::move(json), std::string(FindHeader(answer.headers, "opc-next-page"))};
}

const char* TextOf(ParAccess access) {
  switch (access) {
    case ParAccess::kObjectRead:
      return "ObjectRead";
    case ParAccess::kObjectWrite:
      return "ObjectWrite";
    default:
      return "AnyObjectRead";
  }
}

const char* TextOf(PublicAccess access) {
  return access == PublicAccess::kNone ? "NoPublicAccess" : "ObjectReadWithoutList";
}

Client::Client(std::shared_ptr<Requester> requester, Settings settings)
    : requester_(std::move(requester)), settings_(std::move(settings)) {}

std::string Client::BucketUrl() const {
  return settings_.endpoint + "/n/" + PercentEncode(settings_.namespace_name) + "/b/" +
         PercentEncode(settings_.bucket);
}

std::string Client::ObjectUrl(std::string_view name) const {
  return BucketUrl() + "/o/" + PercentEncode(name);
}

Result<bool> Client::Put(Call& call, std::string_view name, std::string body,
                         const PutOptions& options) {
  HttpRequest request = MakeRequest("PUT", ObjectUrl(name));
  request.headers = {{"content-type", options.content_type}};
  const auto send = [&request](const char* header, const std::string& value) {
    if (!value.empty()) request.headers.emplace_back(header, value);
  };
  send("cache-control", options.cache_control);
  send("content-encoding", options.content_encoding);
  send("content-disposition", options.content_disposition);
  std::string md5;
  if (options.if_absent) {
    md5 = Base64(Md5(body));
    request.headers.emplace_back("content-md5", md5);
    request.headers.emplace_back("if-none-match", "*");
    request.repeatable = false;  // by the transport; retries of the requester are handled below
  }
  request.body = std::move(body);
  const auto answer =
      requester_->Send(call, std::move(request), Retry::kIdempotent, BodySigning::kExcluded);
  if (answer.ok()) return true;
  if (!options.if_absent || answer.error().http_status != 412) return answer.error();
  if (!answer.error().outcome_unknown) return false;
  // An earlier try got no response: the object that exists may be the one that it wrote.
  OCI_ASSIGN_OR_RETURN(const auto existing, Head(call, name));
  return existing && existing->content_md5 == md5;
}

Result<std::optional<Object>> Client::Get(Call& call, std::string_view name,
                                          const GetOptions& options) {
  HttpRequest request = MakeRequest("GET", ObjectUrl(name));
  if (!options.range.empty()) request.headers.emplace_back("range", options.range);
  if (!options.if_none_match.empty()) {
    request.headers.emplace_back("if-none-match", options.if_none_match);
  }
  OCI_ASSIGN_OR_RETURN(HttpResponse answer,
                       requester_->SendForAnyStatus(call, std::move(request), Retry::kIdempotent));
  if (answer.status < 400 || answer.status == 416) {
    return std::optional<Object>(ToObject(std::move(answer)));
  }
  Error error = Requester::ErrorOf(answer);
  if (error.http_status == 404 && error.code == "ObjectNotFound") return std::optional<Object>();
  return error;
}

Result<std::optional<Object>> Client::Head(Call& call, std::string_view name) {
  auto answer = requester_->Send(call, MakeRequest("HEAD", ObjectUrl(name)), Retry::kIdempotent);
  if (answer.ok()) return std::optional<Object>(ToObject(std::move(*answer)));
  // The response to HEAD has no body and so no code: the object or the bucket does not exist.
  if (answer.error().http_status == 404) return std::optional<Object>();
  return answer.error();
}

Result<bool> Client::Delete(Call& call, std::string_view name, std::string_view if_match) {
  HttpRequest request = MakeRequest("DELETE", ObjectUrl(name));
  if (!if_match.empty()) request.headers.emplace_back("if-match", if_match);
  auto answer = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (answer.ok()) return true;
  const Error& error = answer.error();
  if (error.http_status == 412 && !if_match.empty()) return false;
  if (error.http_status != 404 || error.code != "ObjectNotFound") return error;
  return error.outcome_unknown;  // an earlier try, whose response was lost, has deleted it
}

Result<bool> Client::Rename(Call& call, std::string_view name, std::string_view new_name) {
  HttpRequest request = MakeRequest("POST", BucketUrl() + "/actions/renameObject");
  request.headers.emplace_back("content-type", "application/json");
  request.body = JsonText({{"sourceName", name}, {"newName", new_name}});
  auto answer = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (answer.ok()) return true;
  const Error& error = answer.error();
  if (error.http_status != 404 || error.code != "ObjectNotFound") return error;
  return error.outcome_unknown;  // an earlier try, whose response was lost, has renamed it
}

Result<ObjectList> Client::List(Call& call, std::string_view prefix, std::string_view start,
                                int limit) {
  std::string url = BucketUrl() + "/o?fields=name%2Csize%2Cetag%2CtimeCreated";
  if (!prefix.empty()) url += "&prefix=" + PercentEncode(prefix);
  if (!start.empty()) url += "&start=" + PercentEncode(start);
  if (limit > 0) url += "&limit=" + std::to_string(limit);
  OCI_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      requester_->Send(call, MakeRequest("GET", std::move(url)), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(const nlohmann::json json, ParseJson(answer));
  ObjectList list;
  for (const auto& item : ArrayMember(json, "objects")) {
    list.objects.push_back(
        {StringMember(item, "name"),
         item.contains("size") && item["size"].is_number() ? item["size"].get<long>() : 0,
         StringMember(item, "etag"), StringMember(item, "timeCreated")});
  }
  list.next_start = StringMember(json, "nextStartWith");
  return list;
}

Result<PreauthenticatedRequest> Client::CreatePar(Call& call, std::string_view name,
                                                  std::string_view object, ParAccess access,
                                                  TimePoint expires) {
  HttpRequest request = MakeRequest("POST", BucketUrl() + "/p");
  OCI_ASSIGN_OR_RETURN(request.body, DumpJson({{"name", name},
                                               {"objectName", object},
                                               {"accessType", TextOf(access)},
                                               {"timeExpires", common::Rfc3339(expires)}}));
  OCI_ASSIGN_OR_RETURN(const HttpResponse answer,
                       requester_->Send(call, std::move(request), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(const nlohmann::json json, ParseJson(answer));
  PreauthenticatedRequest par{StringMember(json, "id"), StringMember(json, "accessUri")};
  if (par.id.empty() || par.access_uri.empty()) {
    return BadResponse("the pre-authenticated request has no id or accessUri", answer.status,
                       std::string(FindHeader(answer.headers, "opc-request-id")));
  }
  return par;
}

Result<bool> Client::DeletePar(Call& call, std::string_view id) {
  auto answer = requester_->Send(
      call, MakeRequest("DELETE", BucketUrl() + "/p/" + PercentEncode(id)), Retry::kIdempotent);
  if (answer.ok()) return true;
  const Error& error = answer.error();
  if (error.http_status != 404 || error.code == "BucketNotFound") return error;
  return error.outcome_unknown;
}

Result<Page<ParSummary>> Client::ListPars(Call& call, std::string_view object_prefix,
                                          std::string_view page) {
  OCI_ASSIGN_OR_RETURN(
      auto array, GetArrayPage(*requester_, call,
                               BucketUrl() + "/p?objectNamePrefix=" + PercentEncode(object_prefix),
                               page, "the pre-authenticated requests"));
  Page<ParSummary> list{{}, std::move(array.next_page)};
  for (const auto& item : array.items) list.items.push_back(ToParSummary(item));
  return list;
}

Result<std::optional<ParSummary>> Client::FindPar(Call& call, std::string_view id) {
  auto answer = requester_->Send(call, MakeRequest("GET", BucketUrl() + "/p/" + PercentEncode(id)),
                                 Retry::kIdempotent);
  if (!answer.ok()) {
    const Error& error = answer.error();
    if (error.http_status == 404 && error.code != "BucketNotFound")
      return std::optional<ParSummary>();
    return error;
  }
  OCI_ASSIGN_OR_RETURN(const nlohmann::json json, ParseJson(*answer));
  return std::optional<ParSummary>(ToParSummary(json));
}

Result<std::string> Client::GetNamespace(Call& call) {
  OCI_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      requester_->Send(call, MakeRequest("GET", settings_.endpoint + "/n"), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(const nlohmann::json json, ParseJson(answer));
  if (!json.is_string()) {
    return BadResponse("the namespace is not a JSON string", answer.status,
                       std::string(FindHeader(answer.headers, "opc-request-id")));
  }
  return json.get<std::string>();
}

Result<bool> Client::BucketExists(Call& call) {
  const auto answer = requester_->Send(call, MakeRequest("HEAD", BucketUrl()), Retry::kIdempotent);
  if (answer.ok()) return true;
  if (answer.error().http_status == 404) return false;
  return answer.error();
}

Result<std::optional<std::string>> Client::FindPublicAccess(Call& call) {
  const auto answer = requester_->Send(call, MakeRequest("GET", BucketUrl()), Retry::kIdempotent);
  if (!answer.ok() && answer.error().http_status == 404) return std::optional<std::string>();
  if (!answer.ok()) return answer.error();
  OCI_ASSIGN_OR_RETURN(const nlohmann::json bucket, ParseJson(*answer));
  return std::optional(StringMember(bucket, "publicAccessType"));
}

Status Client::SetPublicAccess(Call& call, PublicAccess access) {
  HttpRequest request = MakeRequest("POST", BucketUrl());
  OCI_ASSIGN_OR_RETURN(request.body, DumpJson({{"publicAccessType", TextOf(access)}}));
  const auto answer = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (!answer.ok()) return answer.error();
  return Ok();
}

Status Client::CreateBucket(Call& call, const std::string& compartment_id, PublicAccess access) {
  HttpRequest request = MakeRequest(
      "POST", settings_.endpoint + "/n/" + PercentEncode(settings_.namespace_name) + "/b");
  OCI_ASSIGN_OR_RETURN(request.body, DumpJson({{"name", settings_.bucket},
                                               {"compartmentId", compartment_id},
                                               {"publicAccessType", TextOf(access)}}));
  const auto answer = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (answer.ok()) return Ok();
  if (answer.error().http_status != 409) return answer.error();
  OCI_ASSIGN_OR_RETURN(const bool ours, BucketExists(call));
  if (ours) return Ok();
  return answer.error();
}

Status Client::DeleteBucket(Call& call) {
  const auto deleted =
      requester_->Send(call, MakeRequest("DELETE", BucketUrl()), Retry::kIdempotent);
  if (deleted.ok() || deleted.error().http_status == 404) return Ok();
  return deleted.error();
}

}  // namespace oci::object_storage
