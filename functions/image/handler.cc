#include "functions/image/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/bookmarks.h"
#include "functions/support/gateway_paths.h"
#include "functions/support/lists.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::image {
namespace {

using Json = nlohmann::json;

// An avatar is seen by people who may not see its author's photos, so it asks for no access to
// them.
PhotoAddresses AddressesFor(const Exchange& exchange, UserId viewer, const SeenImage& seen) {
  if (seen.image.is_avatar) return PhotoAddresses(exchange.context);
  return {exchange.context, viewer, {SummaryOf(seen.author)}};
}

Answer GetImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  auto [seen, mine] =
      oci::InParallel([&] { return SeeImage(exchange.context, viewer, exchange.path.at("id")); },
                      [&] { return FindMine(exchange.context, viewer, *ref); });
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(mine);
  return ViewResponse(exchange, ImageView(seen->image, SummaryOf(seen->author), *mine,
                                          AddressesFor(exchange, viewer, *seen)));
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
      [&] { return FindMine(exchange.context, seen.author.id, seen.image.ref); });
  OCI_RETURN_IF_ERROR(described);
  OCI_RETURN_IF_ERROR(mine);
  return JsonResponse(200, ImageView(seen.image, SummaryOf(seen.author), *mine,
                                     AddressesFor(exchange, seen.author.id, seen)));
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
  if (const auto size = ImageSizeNamed(QueryParameter(exchange.request, "size").value_or("medium")))
    return *size;
  return InvalidFields({{"query.size", "bad_value", "must be thumb, medium, large or original"}});
}

// An avatar from a release that stored it among its author's photos: an address of this object
// alone.
Outcome<std::string> AddressOfObject(const Context& context, const std::string& name) {
  constexpr std::chrono::minutes kOpen{5};
  OCI_ASSIGN_OR_RETURN(const auto par,
                       context.services.objects->CreatePar(
                           context.call, "image", name, oci::object_storage::ParAccess::kObjectRead,
                           context.Now() + kOpen));
  return GatewayPathToRead(par.access_uri);
}

// Photos are loaded from Object Storage. This tells where, for clients that know an image only by
// its id or whose address has ended.
Answer GetContent(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const ImageSize size, ReadSize(exchange));
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeImage(exchange.context, viewer, exchange.path.at("id")));
  const Image& image = seen.image;
  auto address = AddressesFor(exchange, viewer, seen).Find(image, size);
  if (!address && image.is_avatar) {
    OCI_ASSIGN_OR_RETURN(address, AddressOfObject(exchange.context, ObjectNameOf(image, size)));
  }
  if (!address) return TryAgain("Object Storage does not answer.");
  fdk::Response response;
  response.status = 303;
  response.headers.Set("Location", *address);
  response.headers.Set("Cache-Control", "no-store");
  return response;
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
      oci::InParallel([&] { return FindShownUser(exchange.context, owner); },
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
  std::vector<ImageRef> refs;
  for (const Image& image : *images) refs.push_back(image.ref);
  OCI_ASSIGN_OR_RETURN(auto mine, MineAmong(exchange.context, viewer, refs));
  const Summary author = SummaryOf(**user);
  const PhotoAddresses addresses(exchange.context, viewer, {author});
  Json items = Json::array();
  for (const Image& image : *images)
    items.push_back(ImageView(image, author, mine[image.ref], addresses));
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
