#include "functions/profile/handler.h"

#include <nlohmann/json.hpp>

#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::profile {
namespace {

Answer GetProfile(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto id, FindByUsername(exchange.services, exchange.call,
                                                     exchange.path.at("username")));
  if (!id) return NotFound();
  auto [user, relation] =
      oci::InParallel([&] { return FindUser(exchange.services, exchange.call, *id); },
                      [&] { return FindRelation(exchange.services, exchange.call, viewer, *id); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(relation);
  if (!*user) return NotFound();
  const Sight sight = SightOf(*relation, (*user)->is_private);
  if (sight == Sight::kNothing) return NotFound();
  return JsonResponse(200, UserView(**user, *relation, sight));
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("profile", services, {{"GET", "/v1/users/{username}", &GetProfile}}, request,
                  context);
}

}  // namespace fotogal::profile
