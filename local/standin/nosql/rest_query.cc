#include "local/standin/nosql/rest.h"
namespace standin::nosql {
Result<Response> HandleQuery(Engine&, const Request&, const Segments&) {
  return NotSupported("Query");
}
}  // namespace standin::nosql
