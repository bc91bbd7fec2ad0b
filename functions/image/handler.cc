#include "functions/image/handler.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "common/ascii.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/reactions.h"
#include "functions/support/entity_tag.h"
#include "functions/support/lists.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::image {
namespace {

using Json = nlohmann::json;

Answer GetImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  auto [seen, mine] =
      oci::InParallel([&] { return SeeImage(exchange.context, viewer, exchange.path.at("id")); },
                      [&] { return FindReaction(exchange.context, viewer, *ref); });
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(mine);
  return ViewResponse(exchange, ImageView(seen->image, SummaryOf(seen->author),
                                          *mine ? (*mine)->reaction : Reaction::kNone));
}

// The caller's own image; the session is checked at the same time.
Outcome<SeenImage> RequireOwnImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  auto [session, seen] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return SeeImage(exchange.context, caller, exchange.path.at("id")); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(seen);
  if (!seen->relation.self) return Problem(403, "not_yours", "This image is somebody else's.");
  return std::move(*seen);
}

Answer PatchImage(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const auto caption = fields.Patch("caption", text::Caption);
  const auto alt_text = fields.Patch("alt_text", text::AltText);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(auto seen, RequireOwnImage(exchange));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, seen.author.id));
  if (caption) seen.image.caption = *caption;
  if (alt_text) seen.image.alt_text = *alt_text;
  auto [described, mine] = oci::InParallel(
      [&] { return DescribeImage(exchange.context, seen.image.ref, caption, alt_text); },
      [&] { return FindReaction(exchange.context, seen.author.id, seen.image.ref); });
  OCI_RETURN_IF_ERROR(described);
  OCI_RETURN_IF_ERROR(mine);
  return JsonResponse(200, ImageView(seen.image, SummaryOf(seen.author),
                                     *mine ? (*mine)->reaction : Reaction::kNone));
}

Answer DeleteImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto seen, RequireOwnImage(exchange));
  if (seen.image.is_avatar)
    return Problem(409, "is_avatar", "An avatar is removed with DELETE /v1/me/avatar.");
  OCI_ASSIGN_OR_RETURN(const bool removed, RemoveImage(exchange.context, seen.image.ref));
  if (!removed) return NotFound();  // another call has deleted it meanwhile
  return NoContent();
}

Outcome<ImageSize> ReadSize(const Exchange& exchange) {
  const auto size = QueryParameter(exchange.request, "size").value_or("medium");
  if (size == "thumb") return ImageSize::kThumb;
  if (size == "medium") return ImageSize::kMedium;
  if (size == "large") return ImageSize::kLarge;
  if (size == "original") return ImageSize::kOriginal;
  return InvalidFields({{"query.size", "bad_value", "must be thumb, medium, large or original"}});
}

// A number of any length (a larger one becomes kFar); nullopt: no digits, or something else.
std::optional<std::uint64_t> Position(std::string_view digits) {
  constexpr std::uint64_t kFar = 1'000'000'000'000'000'000;  // larger than any object
  std::uint64_t position = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    position = std::min(position * 10 + static_cast<std::uint64_t>(c - '0'), kFar);
  }
  return digits.empty() ? std::nullopt : std::optional(position);
}

// The range as it is sent to Object Storage; "": none. Left out is what RFC 9110 14.2 says a server
// must ignore (another unit, a malformed range, a range on HEAD) or may ignore (several ranges),
// because the store might refuse it.
std::string OneRange(const fdk::Request& request) {
  constexpr std::string_view kUnit = "bytes=";
  const std::string range = common::Lower(request.headers.Get("Range").value_or(""));
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

fdk::Response ContentHead(const std::string& etag) {
  fdk::Response response;
  response.headers.Set("ETag", etag);
  response.headers.Set("Cache-Control", "private, max-age=300");
  response.headers.Set("Accept-Ranges", "bytes");
  response.headers.Set("Content-Disposition", "inline");
  response.headers.Set("Content-Security-Policy", "default-src 'none'; sandbox");
  return response;
}

// A response of a function may have 6 MB, so a larger original is fetched from Object Storage by a
// redirect (303). For HEAD no URL is created, as nobody would use it.
Outcome<std::optional<fdk::Response>> SeeOther(Exchange& exchange, const std::string& name) {
  constexpr std::chrono::minutes kOpen{5};
  constexpr std::string_view kPrefix = "/p/";
  fdk::Response response;
  response.status = 303;
  if (exchange.request.method == "HEAD") return std::optional(std::move(response));
  OCI_ASSIGN_OR_RETURN(const auto par, exchange.context.services.objects->CreatePar(
                                           exchange.context.call, "image", name,
                                           oci::object_storage::ParAccess::kObjectRead,
                                           exchange.context.Now() + kOpen));
  response.headers.Set("Location", "/v1/get/" + par.access_uri.substr(kPrefix.size()));
  return std::optional(std::move(response));
}

// nullopt: the object does not exist.
Outcome<std::optional<fdk::Response>> Content(Exchange& exchange, const Image& image,
                                              ImageSize size) {
  // An object is never written again under the same name, so the name can be its etag.
  const std::string name = ObjectNameOf(image, size);
  const std::string etag = "\"" + name.substr(name.rfind('/') + 1) + "\"";
  fdk::Response response = ContentHead(etag);
  const auto& headers = exchange.request.headers;
  if (NoneMatchFails(headers.Get("If-None-Match").value_or(""), etag)) {
    response.status = 304;
    return std::optional(std::move(response));
  }
  if (name == image.object_name && image.size > static_cast<std::int64_t>(schema::kMaxImageBytes))
    return SeeOther(exchange, name);
  oci::object_storage::GetOptions options;
  const auto if_range = headers.Get("If-Range");
  if (!if_range || *if_range == etag) options.range = OneRange(exchange.request);
  OCI_ASSIGN_OR_RETURN(
      auto object, exchange.context.services.objects->Get(exchange.context.call, name, options));
  if (!object) return std::optional<fdk::Response>();
  response.status = object->status;
  if (!object->content_range.empty()) response.headers.Set("Content-Range", object->content_range);
  if (object->status == 416) {
    Problem problem(416, "range_not_satisfiable", "The image has no such bytes.");
    oci::SetHeader(problem.headers, "Content-Range", object->content_range);
    return problem;
  }
  response.content_type = object->content_type;
  response.body = std::move(object->body);
  return std::optional(std::move(response));
}

Answer GetContent(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const ImageSize size, ReadSize(exchange));
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(auto seen, SeeImage(exchange.context, viewer, exchange.path.at("id")));
  OCI_ASSIGN_OR_RETURN(auto content, Content(exchange, seen.image, size));
  if (!content && size == ImageSize::kLarge && seen.image.has_large) {
    // There is no large object: a sweep of an older release, which did not know it, has removed it.
    seen.image.has_large = false;
    OCI_ASSIGN_OR_RETURN(content, Content(exchange, seen.image, size));
  }
  if (!content) return NotFound();
  return std::move(*content);
}

Answer GetImagesOfUser(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto found,
                       FindByUsername(exchange.context, exchange.path.at("username")));
  const UserId owner = found.value_or(kNobody);
  const auto list = ListPage::Read(exchange, "images:" + ToBase36(owner));
  // A cursor of another list is not accepted. The images are read in either case, so that the time
  // does not tell whether the cursor was good.
  const ImageId after = list.ok() ? list->after() : 0;
  const int limit = list.ok() ? list->limit() : 1;
  auto [user, relation, images] =
      oci::InParallel([&] { return FindUser(exchange.context, owner); },
                      [&] { return FindRelation(exchange.context, viewer, owner); },
                      [&] { return ImagesOf(exchange.context, owner, after, limit + 1); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(relation);
  // Comes before errors about the cursor: a viewer who may not see the images learns nothing, not
  // even that.
  if (!*user || SightOf(*relation, (*user)->is_private) != Sight::kAll) return NotFound();
  OCI_RETURN_IF_ERROR(list);
  OCI_RETURN_IF_ERROR(images);

  Json next;
  if (images->size() > static_cast<size_t>(list->limit())) {
    images->resize(static_cast<size_t>(list->limit()));
    next = images->back().ref.image;
  }
  OCI_ASSIGN_OR_RETURN(const auto mine, ReactionsOf(exchange.context, viewer, *images));
  Json items = Json::array();
  for (size_t i = 0; i < images->size(); ++i)
    items.push_back(ImageView((*images)[i], SummaryOf(**user), mine[i]));
  return list->Response(exchange, std::move(items), next);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch(
      "image", services,
      {{"/v1/images/{id}", {{"GET", &GetImage}, {"PATCH", &PatchImage}, {"DELETE", &DeleteImage}}},
       {"/v1/images/{id}/content", {{"GET", &GetContent}}},
       {"/v1/users/{username}/images", {{"GET", &GetImagesOfUser}}}},
      request, context);
}

}  // namespace fotogal::image
