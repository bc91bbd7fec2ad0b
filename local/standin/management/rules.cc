#include "local/standin/management/rules.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "local/standin/management/cron.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr size_t kMostConfigBytes = 4096;
constexpr std::array kMemories = {128, 256, 512, 1024, 2048, 3072};

// "timeoutInSeconds is 301, and may be 1 to 300"; nullopt: the member is missing or within the
// range.
std::optional<std::string> OutOfRange(const json& details, const char* member, int from, int to) {
  const auto found = details.find(member);
  if (found == details.end() || found->is_null()) return std::nullopt;
  const bool fits = found->is_number_integer() && found->get<std::int64_t>() >= from &&
                    found->get<std::int64_t>() <= to;
  if (fits) return std::nullopt;
  return std::string(member) + " is " + oci::JsonText(*found) + ", and may be " +
         std::to_string(from) + " to " + std::to_string(to);
}

bool IsName(const std::string& name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

bool IsPrintable(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::optional<std::string> WrongEntry(const std::string& name, const json& value) {
  if (!IsName(name)) return "config: \"" + name + "\" is no name of letters, digits and _";
  if (!value.is_string() || !IsPrintable(value.get<std::string>()))
    return "config." + name + " is no text of printable characters";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> WrongFunction(const json& details) {
  if (const auto found = details.find("memoryInMBs"); found != details.end()) {
    const bool known = found->is_number_integer() &&
                       std::find(kMemories.begin(), kMemories.end(), found->get<std::int64_t>()) !=
                           kMemories.end();
    if (!known)
      return "memoryInMBs is " + oci::JsonText(*found) +
             ", and may be 128, 256, 512, 1024, 2048 or 3072";
  }
  if (auto wrong = OutOfRange(details, "timeoutInSeconds", 1, 300)) return wrong;
  return OutOfRange(details, "detachedModeTimeoutInSeconds", 5, 3600);
}

std::optional<std::string> WrongConfig(const json& of_application, const json& of_function) {
  json all = json::object();
  for (const json* config : {&of_application, &of_function}) {
    if (config->is_null()) continue;
    if (!config->is_object()) return "config is not an object";
    for (const auto& [name, value] : config->items()) {
      if (auto wrong = WrongEntry(name, value)) return wrong;
      all[name] = value;
    }
  }
  const size_t bytes = oci::JsonText(all).size();
  if (bytes <= kMostConfigBytes) return std::nullopt;
  return "config of application and function has " + std::to_string(bytes) +
         " bytes together, and may have " + std::to_string(kMostConfigBytes);
}

std::optional<std::string> WrongSchedule(const json& details, size_t times_an_hour) {
  if (StringMember(details, "recurrenceType") != "CRON") return std::nullopt;
  const auto cron = Cron::Parse(StringMember(details, "recurrenceDetails"));
  if (!cron.ok()) return cron.error().message;
  if (cron->TimesAnHour() <= times_an_hour) return std::nullopt;
  return "recurrenceDetails: a schedule runs at most " + std::to_string(times_an_hour) +
         " times an hour";
}

}  // namespace standin
