#include "local/standin/base/answers.h"

namespace standin {

Response InvalidParameter(std::string_view message) {
  return ErrorResponse(400, "InvalidParameter", message);
}

Response NotFound() {
  return ErrorResponse(404, "NotAuthorizedOrNotFound",
                       "Authorization failed or requested resource not found.");
}

Response NotServed(const Request& request) {
  return ErrorResponse(
      501, "NotImplemented",
      request.method + " " + request.path + " is not supported by the FotoGal stand-in");
}

}  // namespace standin
