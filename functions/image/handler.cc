#include "functions/image/handler.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "fotogal/cursor.h"
#include "fotogal/images.h"
#include "fotogal/reactions.h"
#include "functions/support/guard.h"
#include "oci/parallel.h"

namespace fotogal::image {
namespace {

using Json = nlohmann::json;

Answer GetImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id viewer, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  auto [seen, mine] = oci::InParallel(
      [&] { return SeeImage(exchange.services, exchange.call, viewer, exchange.path.at("id")); },
      [&] { return FindReaction(exchange.services, exchange.call, viewer, *ref); });
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(mine);
  return JsonResponse(200, ToJson(seen->image, SummaryOf(seen->author), NameOf(*mine)));
}

Outcome<Unit> CheckSize(const Exchange& exchange) {
  const auto size = QueryParameter(exchange.request, "size").value_or("medium");
  if (size == "thumb" || size == "medium" || size == "original") return Unit{};
  return InvalidFields({{"query.size", "bad_value", "must be thumb, medium or original"}});
}

bool SameTag(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag;
  };
  return bare(a) == bare(b);
}

// RFC 9110 13.1.2: "*" or a list, compared weakly.
bool NoneMatchFails(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    auto tag = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag == "*" || SameTag(tag, etag)) return true;
  }
  return false;
}

// However many digits; nullopt: none, or something else.
std::optional<std::uint64_t> Position(std::string_view digits) {
  constexpr std::uint64_t kFar = 1'000'000'000'000'000'000;  // beyond any object
  std::uint64_t position = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    position = std::min(position * 10 + static_cast<std::uint64_t>(c - '0'), kFar);
  }
  return digits.empty() ? std::nullopt : std::optional(position);
}

// One range of bytes, as it goes to Object Storage; "": there is none to speak of. What RFC 9110
// 14.2 has a server ignore (another unit, a malformed range, HEAD) or lets it (a list) is kept from
// the store, which might refuse it.
std::string OneRange(const fdk::Request& request) {
  constexpr std::string_view kUnit = "bytes=";
  std::string range(request.headers.Get("Range").value_or(""));
  std::transform(range.begin(), range.end(), range.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const auto dash = range.find('-');
  if (request.method == "HEAD" || !range.starts_with(kUnit) || dash == std::string::npos) return "";
  const std::string first_text = range.substr(kUnit.size(), dash - kUnit.size());
  const std::string last_text = range.substr(dash + 1);
  const auto first = Position(first_text);
  const auto last = Position(last_text);
  if ((!first && !first_text.empty()) || (!last && !last_text.empty())) return "";
  if ((!first && !last) || (first && last && *last < *first)) return "";
  const auto text = [](const auto& position) {
    return position ? std::to_string(*position) : std::string();
  };
  return std::string(kUnit) + text(first) + "-" + text(last);
}

fdk::Response ContentHead(const Image& image, const std::string& etag) {
  fdk::Response response;
  response.content_type = ContentType(image);
  response.headers.Set("ETag", etag);
  response.headers.Set("Cache-Control", "private, max-age=300");
  response.headers.Set("Accept-Ranges", "bytes");
  response.headers.Set("Content-Disposition", "inline");
  response.headers.Set("Content-Security-Policy", "default-src 'none'; sandbox");
  return response;
}

Answer GetContent(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(CheckSize(exchange));
  OCI_ASSIGN_OR_RETURN(const Id viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto seen,
                       SeeImage(exchange.services, exchange.call, viewer, exchange.path.at("id")));
  // Objects are never rewritten under a name, so the name tells versions apart.
  const std::string etag =
      "\"" + seen.image.object_name.substr(seen.image.object_name.rfind('/') + 1) + "\"";
  fdk::Response response = ContentHead(seen.image, etag);
  const auto& headers = exchange.request.headers;
  if (NoneMatchFails(headers.Get("If-None-Match").value_or(""), etag)) {
    response.status = 304;
    response.content_type.clear();
    return response;
  }
  oci::object_storage::GetOptions options;
  const auto if_range = headers.Get("If-Range");
  if (!if_range || *if_range == etag) options.range = OneRange(exchange.request);
  OCI_ASSIGN_OR_RETURN(
      auto object, exchange.services.objects->Get(exchange.call, seen.image.object_name, options));
  if (!object) return NotFound();
  response.status = object->status;
  if (!object->content_range.empty()) response.headers.Set("Content-Range", object->content_range);
  if (object->status == 416) {
    Problem problem(416, "range_not_satisfiable", "The image has no such bytes.");
    oci::SetHeader(problem.headers, "Content-Range", object->content_range);
    return problem;
  }
  response.body = std::move(object->body);
  return response;
}

Answer GetImagesOfUser(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto page, ReadPageRequest(exchange));
  OCI_ASSIGN_OR_RETURN(const auto owner, FindByUsername(exchange.services, exchange.call,
                                                        exchange.path.at("username")));
  if (!owner) return NotFound();
  const std::string& key = exchange.services.config.cursor_key;
  const std::string list = "images:" + ToBase36(*owner);
  Id before = 0;
  if (!page.cursor.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto position, OpenCursor(key, list, page.cursor));
    before = position.get<Id>();
  }
  auto [user, relation, images] = oci::InParallel(
      [&] { return FindUser(exchange.services, exchange.call, *owner); },
      [&] { return FindRelation(exchange.services, exchange.call, viewer, *owner); },
      [&] { return ImagesOf(exchange.services, exchange.call, *owner, before, page.limit + 1); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(relation);
  OCI_RETURN_IF_ERROR(images);
  if (!*user || SightOf(*relation, (*user)->is_private) != Sight::kAll) return NotFound();

  Json next;
  if (images->size() > static_cast<size_t>(page.limit)) {
    images->resize(static_cast<size_t>(page.limit));
    next = SealCursor(key, list, images->back().ref.image);
  }
  OCI_ASSIGN_OR_RETURN(const auto mine,
                       ReactionsOf(exchange.services, exchange.call, viewer, *images));
  Json items = Json::array();
  for (size_t i = 0; i < images->size(); ++i)
    items.push_back(ToJson((*images)[i], SummaryOf(**user), NameOf(mine[i])));
  return JsonResponse(200, {{"items", items}, {"next_cursor", next}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("image", services,
                  {{"GET", "/v1/images/{id}", &GetImage},
                   {"GET", "/v1/images/{id}/content", &GetContent},
                   {"GET", "/v1/users/{username}/images", &GetImagesOfUser}},
                  request, context);
}

}  // namespace fotogal::image
