#include "functions/support/view_response.h"

#include <nlohmann/json.hpp>

#include "functions/support/compression.h"
#include "functions/support/entity_tag.h"

namespace fotogal {
namespace {

// All values of a header that is a list.
std::string ListHeader(const fdk::Request& request, const char* name) {
  std::string list;
  for (const auto value : request.headers.GetAll(name)) list.append(value).append(",");
  return list;
}

}  // namespace

fdk::Response ViewResponse(const Exchange& exchange, const nlohmann::json& view) {
  constexpr size_t kMostPlain = 1024;
  fdk::Response response = JsonResponse(200, view);
  const bool packs = response.body.size() > kMostPlain &&
                     TakesGzip(ListHeader(exchange.request, "Accept-Encoding"));
  const std::string tag = TagOf(response.body);
  response.headers.Set("ETag", packs ? WeakTag(tag) : tag);
  response.headers.Set("Cache-Control", "private, no-cache");
  response.headers.Set("Vary", "Accept-Encoding, Authorization, Cookie");
  if (NoneMatchFails(ListHeader(exchange.request, "If-None-Match"), tag)) {
    response.status = 304;
    response.content_type.clear();
    response.body.clear();
  } else if (packs) {
    response.headers.Set("Content-Encoding", "gzip");
    response.body = Gzip(response.body);
  }
  return response;
}

}  // namespace fotogal
