// Operations on objects.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "common/ascii.h"
#include "common/rfc3339.h"
#include "local/standin/object_storage/errors.h"
#include "local/standin/object_storage/listing.h"
#include "local/standin/object_storage/service.h"
#include "oci/crypto.h"
#include "oci/json_text.h"
#include "oci/signer.h"

namespace standin {
namespace {

using nlohmann::json;
using namespace object_errors;  // NOLINT: the refusals read like words here
using oci::FindHeader;

constexpr size_t kMostMetadataBytes = 4000;  // [MEM]

using oci::Lower;

// The headers that PutObject stores and GetObject returns.
oci::HeaderList KeptHeaders(const oci::HeaderList& headers) {
  oci::HeaderList kept;
  for (const auto& [name, value] : headers) {
    const std::string lower = Lower(name);
    if (lower == "content-type" || lower == "cache-control" || lower == "content-disposition" ||
        lower == "content-language" || lower == "content-encoding" ||
        lower.starts_with("opc-meta-")) {
      oci::SetHeader(kept, lower, value);
    }
  }
  if (FindHeader(kept, "content-type").empty()) {
    oci::SetHeader(kept, "content-type", "application/octet-stream");
  }
  return kept;
}

size_t MetadataBytes(const oci::HeaderList& headers) {
  size_t bytes = 0;
  for (const auto& [name, value] : headers) {
    if (name.starts_with("opc-meta-")) bytes += name.size() + value.size();
  }
  return bytes;
}

// True when the list of etags (quoted or not), or "*", contains this etag.
bool Matches(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    auto tag = common::TakeItem(list);
    while (tag.starts_with('"')) tag.remove_prefix(1);
    while (tag.ends_with('"')) tag.remove_suffix(1);
    if (tag == "*" || tag == etag) return true;
  }
  return false;
}

struct Range {
  uint64_t first = 0, last = 0;
};
enum class RangeKind { kWhole, kPart, kOutside };

// Everything but a single range of bytes is ignored, as RFC 9110 allows.
RangeKind ReadRange(std::string_view header, uint64_t size, Range& range) {
  if (!header.starts_with("bytes=")) return RangeKind::kWhole;
  header.remove_prefix(6);
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return RangeKind::kWhole;
  const auto first = ToNumber(header.substr(0, dash));
  const auto last = ToNumber(header.substr(dash + 1));
  if (dash == 0) {
    if (!last) return RangeKind::kWhole;
    if (*last == 0 || size == 0) return RangeKind::kOutside;
    range = {size - std::min(*last, size), size - 1};
    return RangeKind::kPart;
  }
  const bool open = dash + 1 == header.size();
  if (!first || (!open && !last) || (!open && *last < *first)) return RangeKind::kWhole;
  if (*first >= size) return RangeKind::kOutside;
  range = {*first, open ? size - 1 : std::min(*last, size - 1)};
  return RangeKind::kPart;
}

oci::HeaderList ObjectHeaders(const ObjectInfo& info) {
  oci::HeaderList headers = info.headers;
  headers.emplace_back("etag", info.etag);
  // A multipart object has no MD5 of the whole.
  if (FindHeader(headers, "opc-multipart-md5").empty())
    headers.emplace_back("content-md5", info.md5);
  headers.emplace_back("last-modified", oci::HttpDate(info.created));
  headers.emplace_back("storage-tier", "Standard");
  headers.emplace_back("version-id", info.etag);
  headers.emplace_back("accept-ranges", "bytes");
  return headers;
}

std::string RefusedPutHeader(const oci::HeaderList& headers) {
  for (const auto& [name, value] : headers) {
    const std::string lower = Lower(name);
    const bool checksum = lower == "opc-checksum-algorithm" || lower.starts_with("opc-content-");
    const bool encryption = lower.starts_with("opc-sse-");
    const bool tier = lower == "storage-tier" && value != "Standard";
    const bool parts = lower == "opc-multipart";
    if (checksum || encryption || tier || parts) return lower;
  }
  return {};
}

}  // namespace

Response ObjectStorage::PutObject(const Request& request, const PathValues& at) {
  const std::string bucket = at["bucket"], object = at["object"];
  if (const auto refused = RefusedPutHeader(request.headers); !refused.empty()) {
    return NotSupported("the header " + refused);
  }
  if (FindHeader(request.headers, "content-length").empty()) {
    return ErrorResponse(411, "MissingContentLength", "Content-Length is missing");
  }
  const std::string none_match(FindHeader(request.headers, "if-none-match"));
  const std::string match(FindHeader(request.headers, "if-match"));
  if (!none_match.empty() && none_match != "*") {
    return InvalidParameter("The only value allowed for If-None-Match is '*'");
  }
  const auto md5 = FindHeader(request.headers, "content-md5");
  if (!md5.empty() && md5 != oci::Base64(oci::Md5(request.body))) {
    return ErrorResponse(
        400, "UnmatchedContentMD5",
        "The computed MD5 of the request body does not match the Content-MD5 header");
  }
  ObjectInfo info;
  info.headers = KeptHeaders(request.headers);
  info.created = options_.clock();
  if (MetadataBytes(info.headers) > kMostMetadataBytes) {
    return ErrorResponse(400, "MetadataTooLarge", "The object's metadata is too large");  // [MEM]
  }
  const auto stored =
      objects_->Put(bucket, object, std::move(info), request.body, [&](const ObjectInfo* existing) {
        if (!none_match.empty()) return existing == nullptr;
        return match.empty() || (existing != nullptr && Matches(match, existing->etag));
      });
  if (!stored.ok()) return Internal(stored.error().message);
  if (!*stored) return none_match.empty() ? IfMatchFailed() : IfNoneMatchFailed();
  return {200,
          {{"etag", (*stored)->etag},
           {"opc-content-md5", (*stored)->md5},
           {"last-modified", oci::HttpDate((*stored)->created)},
           {"version-id", (*stored)->etag}},
          ""};
}

Response ObjectStorage::GetObject(const Request& request, const PathValues& at) {
  const std::string bucket = at["bucket"], object = at["object"];
  const auto version = VersionAsked(request);
  const auto read =
      version ? objects_->ReadVersion(bucket, object, *version) : objects_->Read(bucket, object);
  if (!read.ok()) return Internal(read.error().message);
  if (!*read) return ObjectNotFound(object);
  const auto& [info, bytes] = **read;
  const auto match = FindHeader(request.headers, "if-match");
  if (!match.empty() && !Matches(match, info.etag)) return IfMatchFailed();
  Response response{200, ObjectHeaders(info), ""};
  if (Matches(FindHeader(request.headers, "if-none-match"), info.etag)) {
    response.status = 304;
    return response;
  }
  Range range;
  const auto kind = ReadRange(FindHeader(request.headers, "range"), info.size, range);
  if (kind == RangeKind::kOutside) {
    response = ErrorResponse(416, "InvalidRange", "The range is outside of the object");  // [MEM]
    response.headers.emplace_back("content-range", "bytes */" + std::to_string(info.size));
    return response;
  }
  if (kind == RangeKind::kPart) {
    response.status = 206;
    response.body = bytes.substr(range.first, range.last - range.first + 1);
    response.headers.emplace_back("content-range", "bytes " + std::to_string(range.first) + "-" +
                                                       std::to_string(range.last) + "/" +
                                                       std::to_string(info.size));
  } else {
    response.body = bytes;
  }
  response.headers.emplace_back("content-length", std::to_string(response.body.size()));
  if (request.method == "HEAD") response.body.clear();
  return response;
}

Response ObjectStorage::DeleteObject(const Request& request, const PathValues& at) {
  const std::string bucket = at["bucket"], object = at["object"];
  if (const auto version = VersionAsked(request)) return DeleteVersion(bucket, object, *version);
  const std::string match(FindHeader(request.headers, "if-match"));
  std::optional<ObjectInfo> marker;
  const auto removed = objects_->Delete(
      bucket, object,
      [&match](const ObjectInfo* existing) {
        return match.empty() || Matches(match, existing->etag);
      },
      options_.clock(), &marker);
  if (!removed.ok()) return Internal(removed.error().message);
  if (*removed == ObjectStore::Removal::kMissing) return ObjectNotFound(object);
  if (*removed == ObjectStore::Removal::kConditionFailed) return IfMatchFailed();
  Response response{204, {{"last-modified", oci::HttpDate(options_.clock())}}, ""};
  if (marker) {
    response.headers.emplace_back("version-id", marker->etag);
    response.headers.emplace_back("is-delete-marker", "true");
  }
  return response;
}

Response ObjectStorage::DeleteVersion(const std::string& bucket, const std::string& object,
                                      const std::string& version) {
  const auto found = objects_->FindVersion(bucket, object, version);
  const auto removed = objects_->DeleteVersion(bucket, object, version);
  if (!removed.ok()) return Internal(removed.error().message);
  if (!found || *removed == ObjectStore::Removal::kMissing) return ObjectNotFound(object);
  return {204,
          {{"last-modified", oci::HttpDate(options_.clock())},
           {"version-id", version},
           {"is-delete-marker", found->is_marker ? "true" : "false"}},
          ""};
}

Response ObjectStorage::RefuseMethodOfObject(const Request& request, const PathValues&) {
  return NotSupported(request.method + " of an object");
}

namespace {

json Summary(const std::string& name, const ObjectInfo& info, const Listing& listing) {
  json summary = listing.FieldsOf(info);
  summary["name"] = name;
  if (listing.Asks("archivalState")) summary["archivalState"] = nullptr;
  return summary;
}

}  // namespace

Response ObjectStorage::ListObjects(const Request& request, const PathValues& at) {
  Listing listing;
  if (auto refusal = ReadListing(request, listing)) return std::move(*refusal);
  json objects = json::array();
  json prefixes = json::array();
  json next;
  int listed = 0;
  objects_->Visit(at["bucket"], listing.Begin(),
                  [&](const std::string& name, const ObjectInfo& info) {
                    if (listing.IsBehind(name)) return false;
                    if (!listing.start_after.empty() && name <= listing.start_after) return true;
                    const std::string group = listing.GroupOf(name);
                    if (!group.empty() && !prefixes.empty() && prefixes.back() == group)
                      return true;
                    if (listed >= listing.limit) {
                      next = name;
                      return false;
                    }
                    ++listed;
                    if (group.empty()) {
                      objects.push_back(Summary(name, info, listing));
                    } else {
                      prefixes.push_back(group);
                    }
                    return true;
                  });
  json body = {{"objects", std::move(objects)}};
  if (!listing.delimiter.empty()) body["prefixes"] = std::move(prefixes);
  if (!next.is_null()) body["nextStartWith"] = next;
  return {200, {{"Content-Type", "application/json"}}, oci::JsonText(body)};
}

}  // namespace standin
