// Configuration files and specifications that people write: whatever they are, they are read or
// refused, a file's error in one line that names it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "configuration/members.h"
#include "local/specification/specification.h"
#include "operate/provision/settings.h"

namespace {

void RequireOneLine(const oci::Error& error) {
  if (error.message.find('\n') != std::string::npos ||
      error.message.find("x.json") == std::string::npos)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto settings = operate::provision::ParseSettings(text, "x.json");
  if (!settings.ok()) RequireOneLine(settings.error());
  const auto parsed = configuration::ParseJson(text, "x.json");
  if (!parsed.ok()) {
    RequireOneLine(parsed.error());
    return 0;
  }
  (void)local::ParseSpecification(*parsed);
  const auto filled = local::FillTemplate(text, {{"function.like", "ocid1.fnfunc.oc1..like"}});
  if (filled.ok() && filled->find("{{function.like}}") != std::string::npos) std::abort();
  return 0;
}
