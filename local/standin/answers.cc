#include "local/standin/answers.h"

namespace standin {

Response InvalidParameter(std::string_view message) {
  return ErrorResponse(400, "InvalidParameter", message);
}

Response NotFound() {
  return ErrorResponse(404, "NotAuthorizedOrNotFound",
                       "Authorization failed or requested resource not found.");
}

}  // namespace standin
