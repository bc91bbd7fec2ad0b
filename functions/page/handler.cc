#include "functions/page/handler.h"

#include <optional>

#include "common/percent.h"
#include "fotogal/images/images.h"
#include "fotogal/people/named.h"
#include "functions/page/contents.h"
#include "functions/page/shell.h"
#include "functions/support/compression.h"
#include "functions/support/entity_tag.h"
#include "oci/parallel.h"

namespace fotogal::page {
namespace {

std::string Listed(const fdk::Request& request, const char* name) {
  std::string list;
  for (const auto value : request.headers.GetAll(name)) list.append(value).append(",");
  return list;
}

// The same for everybody, so that what is between may keep it, if it asks each time.
fdk::Response Html(const Exchange& exchange, int status, std::string html) {
  fdk::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers.Set("Cache-Control", "no-cache");
  response.headers.Set("Vary", "Accept-Encoding");
  const bool packs = TakesGzip(Listed(exchange.request, "Accept-Encoding"));
  if (status == 200) {
    const std::string tag = TagOf(html);
    response.headers.Set("ETag", packs ? WeakTag(tag) : tag);
    if (NoneMatchFails(Listed(exchange.request, "If-None-Match"), tag)) {
      response.status = 304;
      response.content_type.clear();
      return response;
    }
  }
  if (packs) response.headers.Set("Content-Encoding", "gzip");
  response.body = packs ? Gzip(html) : std::move(html);
  return response;
}

// A page with its content; nullopt: there is nothing, or nothing for everybody.
using Found = Outcome<std::optional<Content>>;

Found Absent(const Problem& problem) {
  if (problem.status == 404) return std::optional<Content>();
  return problem;
}

Found FindPerson(const Context& context, const std::string& username) {
  const auto seen = SeeUser(context, kNobody, username);
  if (!seen.ok()) return Absent(seen.error());
  if (seen->sight != Sight::kAll) return std::optional<Content>();
  OCI_ASSIGN_OR_RETURN(const auto images, ImagesOf(context, seen->user.id, 0, kShownImages));
  const PhotoAddresses addresses(context, kNobody, {SummaryOf(seen->user)});
  return std::optional(PersonContent(context.services.config, seen->user, images, addresses));
}

Found FindPhoto(const Context& context, const std::string& id) {
  const auto seen = SeeImage(context, kNobody, id);
  if (!seen.ok()) return Absent(seen.error());
  if (seen->image.is_avatar) return std::optional<Content>();
  OCI_ASSIGN_OR_RETURN(const auto named, NamedTo(context, kNobody, seen->image.mentions));
  const PhotoAddresses addresses(context, kNobody, {SummaryOf(seen->author)});
  return std::optional(
      PhotoContent(context.services.config, seen->author, seen->image, addresses, named));
}

Found Find(const Context& context, std::string_view path) {
  constexpr std::string_view kPerson = "/@", kPhoto = "/p/";
  const bool is_person = path.starts_with(kPerson);
  path.remove_prefix(is_person ? kPerson.size() : kPhoto.size());
  const auto name = common::PercentDecode(path);
  if (!name || name->empty()) return std::optional<Content>();
  return is_person ? FindPerson(context, *name) : FindPhoto(context, *name);
}

// Lists, and whatever else is below a person or a photo: the client shows them to those who are
// logged in.
bool IsDeeper(std::string_view path) {
  const size_t own = path.starts_with("/p/") ? 3 : 1;
  return path.find('/', own) != std::string_view::npos;
}

Answer GetPage(Exchange& exchange) {
  const std::string_view path = exchange.request.path;
  const bool known = path.starts_with("/@") || path.starts_with("/p/");
  if (!known) return NotFound();
  auto [shell, found] = oci::InParallel([&] { return ReadShell(exchange.context); },
                                        [&] {
                                          return IsDeeper(path) ? Found(std::optional<Content>())
                                                                : Find(exchange.context, path);
                                        });
  OCI_RETURN_IF_ERROR(shell);
  // The client says what is the matter, and whoever is logged in may see more.
  if (!found.ok()) {
    exchange.note = "page without its content: " + found.error().code;
    fdk::Response response = Html(exchange, 503, Plain(*shell));
    response.headers.Set("Retry-After", "5");
    return response;
  }
  if (*found) return Html(exchange, 200, Filled(*shell, **found));
  return Html(exchange, IsDeeper(path) ? 200 : 404, Plain(*shell));
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("page", services, {{"/{page*}", {{"GET", &GetPage}}}}, request, context);
}

}  // namespace fotogal::page
