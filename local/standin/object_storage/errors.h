// Errors of Object Storage with the codes of Oracle's service. [MEM] marks spellings that no source
// confirms.
#pragma once

#include <string>

#include "local/standin/base/answers.h"

namespace standin::object_errors {

inline Response NotSupported(const std::string& what) {
  return ErrorResponse(501, "NotImplemented", what + " is not supported by the FotoGal stand-in");
}
inline Response BucketNotFound(const std::string& bucket, const std::string& namespace_name) {
  return ErrorResponse(404, "BucketNotFound",
                       "Either the bucket named '" + bucket +
                           "' does not exist in the namespace '" + namespace_name +
                           "' or you are not authorized to access it");
}
inline Response ObjectNotFound(const std::string& object) {
  return ErrorResponse(404, "ObjectNotFound",
                       "The object '" + object + "' was not found in the bucket");
}
inline Response LifecyclePolicyNotFound(const std::string& bucket) {
  return ErrorResponse(404, "LifecyclePolicyNotFound",
                       "The bucket '" + bucket + "' has no lifecycle policy");  // [MEM] the words
}
// A client without the secret learns nothing, neither what exists nor what has existed.
inline Response NotYours() { return NotFound(); }  // [MEM]
inline Response IfMatchFailed() {                  // [MEM]
  return ErrorResponse(412, "IfMatchFailed", "The If-Match header does not match the entity tag");
}
inline Response IfNoneMatchFailed() {  // [MEM]
  return ErrorResponse(412, "IfNoneMatchFailed", "The object already exists");
}
inline Response MethodNotAllowed() {
  return ErrorResponse(405, "MethodNotAllowed", "The method is not allowed for this resource");
}
inline Response Internal(const std::string& message) {
  return ErrorResponse(500, "InternalServerError", message);
}

}  // namespace standin::object_errors
