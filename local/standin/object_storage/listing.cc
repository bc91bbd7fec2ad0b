#include "local/standin/object_storage/listing.h"

#include <algorithm>
#include <charconv>

#include "common/rfc3339.h"

namespace standin {
namespace {

constexpr uint64_t kMostInList = 1000;

}  // namespace

std::optional<uint64_t> ToNumber(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool Listing::Asks(std::string_view field) const {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::string Listing::Begin() const { return std::max({prefix, start, start_after}); }

bool Listing::IsBehind(const std::string& name) const {
  return !name.starts_with(prefix) || (!end.empty() && name >= end);
}

std::string Listing::GroupOf(const std::string& name) const {
  if (delimiter.empty()) return {};
  const auto slash = name.find(delimiter, prefix.size());
  return slash == std::string::npos ? std::string() : name.substr(0, slash + 1);
}

nlohmann::json Listing::FieldsOf(const ObjectInfo& info) const {
  nlohmann::json members = nlohmann::json::object();
  if (Asks("size")) members["size"] = info.size;
  if (Asks("etag")) members["etag"] = info.etag;
  if (Asks("md5")) members["md5"] = info.md5;
  for (const char* time : {"timeCreated", "timeModified"})
    if (Asks(time)) members[time] = common::Rfc3339(info.created);
  if (Asks("storageTier")) members["storageTier"] = "Standard";
  return members;
}

std::optional<Response> ReadListing(const Request& request, Listing& listing) {
  listing.prefix = QueryValue(request, "prefix").value_or("");
  listing.start = QueryValue(request, "start").value_or("");
  listing.start_after = QueryValue(request, "startAfter").value_or("");
  listing.end = QueryValue(request, "end").value_or("");
  listing.delimiter = QueryValue(request, "delimiter").value_or("");
  if (!listing.delimiter.empty() && listing.delimiter != "/") {
    return InvalidParameter("The only delimiter allowed is '/'");
  }
  if (const auto limit = QueryValue(request, "limit")) {
    const auto number = ToNumber(*limit);
    if (!number || *number < 1 || *number > kMostInList) {
      return InvalidParameter("limit must be between 1 and 1000");
    }
    listing.limit = static_cast<int>(*number);
  }
  std::string fields = QueryValue(request, "fields").value_or("name");
  for (std::string_view rest = fields; !rest.empty();) {
    const auto field = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(field.size() + 1, rest.size()));
    static constexpr std::string_view kKnown[] = {"name",        "size",         "etag",
                                                  "md5",         "timeCreated",  "timeModified",
                                                  "storageTier", "archivalState"};
    if (std::find(std::begin(kKnown), std::end(kKnown), field) == std::end(kKnown)) {
      return InvalidParameter("Unknown field '" + std::string(field) + "'");
    }
    listing.fields.emplace_back(field);
  }
  return std::nullopt;
}

}  // namespace standin
