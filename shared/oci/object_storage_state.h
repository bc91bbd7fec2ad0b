// What the sources of the client of Object Storage share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "oci/object_storage.h"

namespace oci::object_storage {

HttpRequest MakeRequest(const char* method, std::string url);

struct ArrayPage {
  nlohmann::json items;   // an array
  std::string next_page;  // empty: the end
};
// GET of the list at `url`; `page` is empty for the first. `what`, "the multipart uploads", is for
// the error when the answer is no array.
Result<ArrayPage> GetArrayPage(Requester& requester, Call& call, std::string url,
                               std::string_view page, const std::string& what);

}  // namespace oci::object_storage
