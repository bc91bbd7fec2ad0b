// Versions of objects: ListObjectVersions.
#include "common/rfc3339.h"
#include "local/standin/object_storage/errors.h"
#include "local/standin/object_storage/listing.h"
#include "local/standin/object_storage/service.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

// Oracle's service always tells these four.
json VersionSummary(const std::string& name, const ObjectInfo& info, const Listing& listing) {
  json summary = listing.FieldsOf(info);
  if (info.is_marker) {
    for (const char* of_bytes : {"size", "md5", "storageTier"}) summary.erase(of_bytes);
  }
  summary["name"] = name;
  summary["timeModified"] = common::Rfc3339(info.created);
  summary["versionId"] = info.etag;
  summary["isDeleteMarker"] = info.is_marker;
  return summary;
}

// The token of a page: name and version of its first entry.
struct VersionPage {
  std::string name, version;
};

std::string TokenOf(const VersionPage& page) {
  return oci::Base64Url(page.name + std::string(1, '\0') + page.version);
}

std::optional<VersionPage> ReadToken(const std::string& token) {
  const auto text = oci::Base64UrlDecode(token);
  const auto zero = text ? text->find('\0') : std::string::npos;
  if (zero == std::string::npos) return std::nullopt;
  return VersionPage{text->substr(0, zero), text->substr(zero + 1)};
}

}  // namespace

std::optional<std::string> VersionAsked(const Request& request) {
  constexpr std::string_view kOnly = "versionId=";
  if (!request.query.starts_with(kOnly) || request.query.find('&') != std::string::npos)
    return std::nullopt;
  return QueryValue(request, "versionId");
}

Response ObjectStorage::ListVersions(const Request& request, const PathValues& at) {
  Listing listing;
  if (auto refusal = ReadListing(request, listing)) return std::move(*refusal);
  const auto token = QueryValue(request, "page");
  const auto page = token ? ReadToken(*token) : VersionPage{};
  if (!page) return InvalidParameter("page is no page of this list");
  json items = json::array(), prefixes = json::array();
  std::string next;
  int listed = 0;
  bool is_reached = page->version.empty();
  objects_->VisitVersions(at["bucket"], std::max(listing.Begin(), page->name),
                          [&](const std::string& name, const ObjectInfo& info) {
                            if (listing.IsBehind(name)) return false;
                            if (!listing.start_after.empty() && name <= listing.start_after)
                              return true;
                            // When the version has been deleted, the page begins with the next
                            // name.
                            is_reached =
                                is_reached || name != page->name || info.etag == page->version;
                            if (!is_reached) return true;
                            const std::string group = listing.GroupOf(name);
                            if (!group.empty() && !prefixes.empty() && prefixes.back() == group)
                              return true;
                            if (listed++ >= listing.limit) {
                              next = TokenOf({name, info.etag});
                              return false;
                            }
                            if (group.empty()) {
                              items.push_back(VersionSummary(name, info, listing));
                            } else {
                              prefixes.push_back(group);
                            }
                            return true;
                          });
  json body = {{"items", std::move(items)}};
  if (!listing.delimiter.empty()) body["prefixes"] = std::move(prefixes);
  Response response{200, {{"Content-Type", "application/json"}}, oci::JsonText(body)};
  if (!next.empty()) response.headers.emplace_back("opc-next-page", next);
  return response;
}

}  // namespace standin
